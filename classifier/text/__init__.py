"""Reading one text: passages, attributions, party mentions."""
