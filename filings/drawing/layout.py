"""Where the boxes stand and how the arrows run (layered drawing after Sugiyama).

Steps fall into layers by their longest way from the start. An arrow that skips layers passes
through a narrow gap kept free in each; an arrow back runs outside, on the right. A long mechanism
continues at the top of the next column, so that it fits a printed page.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

Edge = tuple[int, int]

GAP, RISE, MARGIN, LANE, LONGEST_COLUMN = 28, 36, 20, 14, 12


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Route:
    path: str
    back: bool


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    boxes: list[Box]
    routes: list[Route]


def lay_out(heights: Sequence[int], edges: Sequence[Edge], width: int) -> Layout:
    """Boxes in the order of `heights`; equal input gives an equal picture."""
    back = _back_edges(len(heights), edges)
    forward = [edge for edge in edges if edge not in back]
    layers, chains = _with_gaps(_ranks(len(heights), forward), forward)
    _untangle(layers, chains)
    cells, columns = _place(layers, heights, width)
    routes = [_down([cells[cell] for cell in chain], columns) for chain in chains]
    right = max((box.right for box in cells.values()), default=0) + LANE
    ahead = [edge for edge in edges if edge in back]
    for lane, (source, target) in enumerate(ahead):
        routes.append(_back(cells[source], cells[target], right + lane * LANE))
    return Layout(
        width=right + len(ahead) * LANE + MARGIN - LANE * (not ahead),
        height=max((box.bottom for box in cells.values()), default=0) + MARGIN,
        boxes=[cells[place] for place in range(len(heights))],
        routes=routes,
    )


def _back_edges(count: int, edges: Sequence[Edge]) -> set[Edge]:
    """The edges that close a circle when the steps are followed from the first."""
    follow: dict[int, list[int]] = {place: [] for place in range(count)}
    for source, target in edges:
        follow[source].append(target)
    back: set[Edge] = set()
    done: set[int] = set()

    def visit(place: int, way: frozenset[int]) -> None:
        for target in follow[place]:
            if target in way:
                back.add((place, target))
            elif target not in done:
                visit(target, way | {target})
        done.add(place)

    for place in range(count):
        if place not in done:
            visit(place, frozenset({place}))
    return back


def _ranks(count: int, forward: Sequence[Edge]) -> list[int]:
    ranks = [0] * count
    for _round in range(count):
        for source, target in forward:
            ranks[target] = max(ranks[target], ranks[source] + 1)
    return ranks


def _with_gaps(
    ranks: Sequence[int], forward: Sequence[Edge]
) -> tuple[list[list[int]], list[list[int]]]:
    """Layers of cells, and each edge as its chain of cells; cells below 0 are gaps."""
    layers: list[list[int]] = [[] for _rank in range(max(ranks, default=-1) + 1)]
    for place, rank in enumerate(ranks):
        layers[rank].append(place)
    chains, gap = [], 0
    for source, target in forward:
        chain = [source]
        for rank in range(ranks[source] + 1, ranks[target]):
            gap -= 1
            layers[rank].append(gap)
            chain.append(gap)
        chains.append([*chain, target])
    return layers, chains


def _untangle(layers: list[list[int]], chains: Sequence[Sequence[int]]) -> None:
    """Order each layer by where its arrows come from and go to, a few times down and up."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for chain in chains:
        for source, target in itertools.pairwise(chain):
            below.setdefault(source, []).append(target)
            above.setdefault(target, []).append(source)
    for neighbours, way in ((above, layers), (below, layers[::-1])) * 2:
        for before, layer in itertools.pairwise(way):
            place = {cell: (at + 0.5) / len(before) for at, cell in enumerate(before)}

            def pull(cell: int, place: dict[int, float] = place) -> float:
                near = [place[n] for n in neighbours.get(cell, []) if n in place]  # noqa: B023
                return sum(near) / len(near) if near else 0.5

            layer.sort(key=pull)


def _place(
    layers: Sequence[Sequence[int]], heights: Sequence[int], width: int
) -> tuple[dict[int, Box], list[float]]:
    """The box of each cell, and the right edge of each column."""
    count = -(-len(layers) // LONGEST_COLUMN)
    rows = -(-len(layers) // count) if count else 1
    cells: dict[int, Box] = {}
    columns: list[float] = []
    left: float = MARGIN
    for start in range(0, len(layers), rows):
        column = layers[start : start + rows]
        span = max(_span(layer, width) for layer in column)
        top: float = MARGIN
        for layer in column:
            at = left + (span - _span(layer, width)) / 2
            tall = max(heights[cell] for cell in layer if cell >= 0)
            for cell in layer:
                wide = width if cell >= 0 else LANE
                high = heights[cell] if cell >= 0 else tall
                cells[cell] = Box(at, top, at + wide, top + high)
                at += wide + GAP
            top += tall + RISE
        columns.append(left + span)
        left += span + GAP + LANE
    return cells, columns


def _span(layer: Sequence[int], width: int) -> float:
    return sum(width if cell >= 0 else LANE for cell in layer) + GAP * (len(layer) - 1)


def _down(chain: Sequence[Box], columns: Sequence[float]) -> Route:
    path = f"M{chain[0].middle:g} {chain[0].bottom:g}"
    for source, target in itertools.pairwise(chain):
        if target.top > source.top:
            turn = target.top - RISE / 2
            if source.middle != target.middle:
                path += f" V{turn:g} H{target.middle:g}"
        else:  # on to the top of the next column
            lane = next(edge for edge in columns if edge >= source.right) + GAP / 2
            path += f" V{source.bottom + RISE / 2:g} H{lane:g} V{target.top - 10:g}"
            path += f" H{target.middle:g}"
        path += f" V{target.bottom if target is not chain[-1] else target.top:g}"
    return Route(path, back=False)


def _back(source: Box, target: Box, lane: float) -> Route:
    start, end = source.centre + 8, target.centre - 8
    return Route(
        f"M{source.right - 14:g} {start:g} H{lane:g} V{end:g} H{target.right:g}", back=True
    )
