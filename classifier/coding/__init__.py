"""From text and codebook to positions: links, candidates, features, the classifier."""
