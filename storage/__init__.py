"""What is kept: records, tables and queries."""
