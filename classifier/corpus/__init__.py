"""Gold files: reading, checking, splitting, evaluating."""
