"""The newsroom: what comes in is edited into stored passages, what is asked is answered from them."""
