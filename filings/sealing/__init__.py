"""The seal on the history: a Merkle tree (RFC 6962), signed checkpoints. It knows no model."""
