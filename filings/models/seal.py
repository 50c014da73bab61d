"""The sealed history: which event is which leaf of the tree, and the signed state of the tree.

Outside the walls: digests and numbers of rows, nothing of what they say.
"""

from django.db import models


class Leaf(models.Model):
    """One event in the tree. `number` counts from 0 in the order of sealing.

    `of_all`: an event of what all providers share, else of one provider.
    """

    number = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField()
    of_all = models.BooleanField()
    hash = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of_all", "event"], name="filings_leaf_event_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class Checkpoint(models.Model):
    """A signed note on the tree of the first `size` leaves; `peaks` are the edge it grows from."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    peaks = models.JSONField()
    key = models.CharField(max_length=64, help_text="Ed25519 public key")
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return str(self.size)

    @property
    def digest(self) -> str:
        return bytes(self.root).hex()
