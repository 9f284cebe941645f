"""Many documents: reading and writing files, parallel and resumable."""
