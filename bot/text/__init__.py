"""Understanding a text: its language, paragraphs, sentences, words, sectors, and what repeats another."""
