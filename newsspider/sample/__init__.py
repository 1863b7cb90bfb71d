"""The sample newsroom: fictional news sites on loopback, each page with the record it must yield beside it."""
