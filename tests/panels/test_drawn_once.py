"""Words are drawn once and kept: what is then put back is, to the pixel, what would be drawn."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from what_is_shown import as_seen, read

from jurisdiction.analysis import Analysis
from jurisdiction.charts import CHARTS, letters, live
from jurisdiction.charts.letters import SHADES, Canvas, Renderer, _shades
from jurisdiction.charts.packing import HEIGHT, MOST, Packer
from jurisdiction.panels import Scenario

PLACES = dict.fromkeys(CHARTS, "express_aiming") | {"factors": "reasonableness"}
CHANGES = [
    {}, {"us_cdn": "no"}, {"us_trademarks": "no"}, {"us_cdn": "unknown"}, {"law_as_of": "2023-08-01"},
    {"us_traffic_share": "4.6%"}, {"factor_burden": "against"}, {"us_cdn": "yes"},
]  # fmt: skip


class Plain(FigureCanvasAgg):
    """A canvas that draws all words anew."""

    def write(self, words, make) -> None:
        made = make()
        made.draw(self.get_renderer())
        made.remove()


every_chart = pytest.mark.parametrize("kind", CHARTS)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Each test begins with nothing drawn."""
    monkeypatch.setattr(Renderer, "kept", {})


@pytest.fixture
def every_shade(monkeypatch):
    """Letters have all the shades that matplotlib gives them."""
    monkeypatch.setattr(letters, "_shaded", lambda pixels, paper, ink: pixels)


def pictures(kind: str) -> list[np.ndarray]:
    """The pixels of a chart after each change."""
    scenario, found = Scenario("doe_v_webgroup"), []
    chart = CHARTS[kind](scenario.case, "first_prong")
    for change in CHANGES:
        scenario.set(**change)
        chart.html(scenario.analysis, PLACES[kind])
        found.append(np.array(chart.canvas.buffer_rgba()))
    return found


@every_chart
@pytest.mark.usefixtures("every_shade")
def test_every_chart_is_to_the_pixel_as_matplotlib_draws_it(kind, monkeypatch) -> None:
    """Over several changes, twice, with what was kept meanwhile, nothing differs from a plain canvas."""
    ours = [pictures(kind), pictures(kind)]
    monkeypatch.setattr(live, "Canvas", Plain)
    plain = pictures(kind)
    assert len({picture.tobytes() for picture in plain}) > 1
    for run in ours:
        assert all(np.array_equal(a, b) for a, b in zip(run, plain, strict=True))


@every_chart
def test_what_was_seen_before_is_put_back_and_not_drawn(kind, monkeypatch) -> None:
    """The second time through the same changes, no words are drawn."""
    drawn, draw = list[str](), RendererAgg.draw_text

    def counted(self, gc, x, y, s, *more, **look) -> None:
        drawn.append(s)
        draw(self, gc, x, y, s, *more, **look)

    monkeypatch.setattr(RendererAgg, "draw_text", counted)
    pictures(kind)
    assert drawn
    drawn.clear()
    pictures(kind)
    assert not drawn


@every_chart
def test_a_picture_that_comes_back_is_the_one_of_its_state(kind, monkeypatch) -> None:
    """Through all changes and back by Undo, each picture is as a new chart draws it; back, none is drawn."""
    scenario, drawn = Scenario("doe_v_webgroup"), list[str]()
    chart, states = CHARTS[kind](scenario.case, "first_prong"), list[Analysis]()
    real = CHARTS[kind].draw_moving

    def counted(self, *shown):
        drawn.append("anew")
        return real(self, *shown)

    monkeypatch.setattr(CHARTS[kind], "draw_moving", counted)

    def look() -> None:
        shown = scenario.analysis, PLACES[kind]
        html, before = chart.html(*shown), len(drawn)
        assert as_seen(html) == as_seen(CHARTS[kind](scenario.case, "first_prong").html(*shown))
        del drawn[before:]
        states.append(scenario.analysis)

    for change in CHANGES:
        scenario.set(**change)
        look()
    assert drawn
    drawn.clear()
    while scenario.can_undo:
        scenario.undo()
        look()
    assert not drawn and len(states) > len(CHANGES)


def test_a_chart_keeps_its_last_pictures_and_no_more() -> None:
    """After many states a chart keeps as many pictures as it may; the one before the last is among them."""
    scenario = Scenario("doe_v_webgroup")
    chart = CHARTS["traffic"](scenario.case, "first_prong")
    for share in range(3 * chart.kept):
        scenario.set(us_traffic_share=f"{share}%")
        chart.html(scenario.analysis, "express_aiming")
        assert len(chart._drawn) <= chart.kept
    kept = list(chart._drawn)
    scenario.undo()
    chart.html(scenario.analysis, "express_aiming")
    assert list(chart._drawn) == [*kept[:-2], kept[-1], kept[-2]]


@every_chart
def test_few_shades_are_hardly_other_shades(kind, monkeypatch) -> None:
    """Letters in few shades: no channel of a pixel is off by more than half of a step between two."""
    ours = pictures(kind)
    monkeypatch.setattr(live, "Canvas", Plain)
    off = [np.abs(a - b.astype(int)) for a, b in zip(ours, pictures(kind), strict=True)]
    assert 0 < max(each.max() for each in off) <= 255 / (SHADES - 1) / 2 + 1


@pytest.mark.parametrize(("paper", "ink"), [(255, 34), (0, 255), (245, 114), (34, 34)])
def test_paper_and_ink_are_among_the_shades(paper, ink) -> None:
    """Where a letter is whole it has its own colour, and where it is not, the paper keeps its own."""
    found = _shades(paper, ink)
    assert found[paper] == paper and found[ink] == ink and len({*found.tolist()}) <= SHADES


@pytest.mark.usefixtures("every_shade")
def test_on_any_paper_and_at_any_edge_words_are_as_matplotlib_draws_them() -> None:
    """On white, on a shade, half on each, over a line, turned, cut off, in two colours, in two places."""
    figures = [Figure(figsize=(4, 3), dpi=120) for _ in range(2)]
    for figure in figures:
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 4), ylim=(0, 3))
        ax.set_axis_off()
        ax.axhspan(1, 2, color="#F5F5F5", lw=0)
        ax.plot([0, 4], [2.5, 2.5], color="red")
        for y in (0.0, 0.5, 0.503, 1.0, 1.5, 2.0, 2.5, 2.99):
            ax.text(0.5, y, "Met, ga", color="blue", va="center")
            ax.text(1.5, y, "Met, ga", color="red", va="center", rotation=30)
            ax.text(3.6, y, "Met, not met", size=14, va="center", weight="bold", alpha=0.5)
        for y, right in ((1.2, 330), (1.4, 400), (1.6, 330)):
            ax.text(2.5, y, "cut off", clip_on=True).set_clip_box(Bbox([[0, 0], [right, 360]]))
        ax.text(2.2, 2.9, "two\nlines", va="top", style="italic")
    canvas, plain = Canvas(figures[0]), FigureCanvasAgg(figures[1])
    plain.draw()
    for _ in range(2):
        canvas.draw()
        assert np.array_equal(np.asarray(canvas.buffer_rgba()), np.asarray(plain.buffer_rgba()))
    assert Renderer.kept


@every_chart
def test_a_chart_keeps_no_more_the_longer_it_is_used(kind) -> None:
    """What a chart and its canvas hold is no more after many changes between two states."""
    scenario, sizes = Scenario("doe_v_webgroup"), []
    chart = CHARTS[kind](scenario.case, "first_prong")
    for change in ["no", "yes"] * 12:
        scenario.set(us_cdn=change, factor_burden="against" if change == "no" else "for")
        chart.html(scenario.analysis, PLACES[kind])
        parts = (chart.canvas, chart.canvas.get_renderer())
        held = [held for part in parts for held in vars(part).values() if hasattr(held, "__len__")]
        sizes.append(sum(map(len, held)))
    assert sizes[-1] == sizes[9]


def test_what_is_kept_has_an_end(monkeypatch) -> None:
    """More words than are kept push out the oldest, and the picture is the same."""
    before = pictures("ladder")
    monkeypatch.setattr("jurisdiction.charts.letters.MOST", 5)
    monkeypatch.setattr("jurisdiction.charts.letters.PUT", 3)
    Renderer.kept.clear()
    after = pictures("ladder")
    assert len(Renderer.kept) == 5
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("height", [1, 7, HEIGHT, HEIGHT + 1, 5 * HEIGHT - 3])
def test_a_png_holds_the_pixels(height) -> None:
    """Pillow reads from our PNG what was written, also where only some rows are packed anew."""
    chance, packer = np.random.default_rng(1), Packer()
    colours = chance.integers(0, 256, (MOST - 3, 4), np.uint8)
    pixels = chance.choice(colours, (height, 5))
    assert np.array_equal(read(packer.png(pixels)), pixels[:, :, :3])
    for row in (0, height // 2, height - 1):  # in the end as many colours as there can be
        pixels[row, 2] = chance.integers(0, 256, 4)
        assert np.array_equal(read(packer.png(pixels)), pixels[:, :, :3])
    pixels = pixels[:, :4].copy()
    assert np.array_equal(read(packer.png(pixels)), pixels[:, :, :3])


@every_chart
def test_the_image_of_every_chart_holds_its_pixels(kind, monkeypatch) -> None:
    """What the browser is sent is, to the pixel, what was drawn."""
    pairs, png = [], Packer.png

    def noted(self, pixels) -> bytes:
        pairs.append((np.array(pixels), png(self, pixels)))
        return pairs[-1][1]

    monkeypatch.setattr(Packer, "png", noted)
    pictures(kind)
    assert len(pairs) > 1
    assert all(np.array_equal(read(sent), drawn[:, :, :3]) for drawn, sent in pairs)


def test_more_colours_than_a_palette_holds_are_sent_in_full() -> None:
    """Also where they come up one row after the other, and when there are fewer again."""
    chance, packer, kinds = np.random.default_rng(1), Packer(), list[int]()
    pixels = np.full((50, 20, 4), 255, np.uint8)
    for row in range(0, 50, 7):
        pixels[row : row + 7] = chance.integers(0, 256, pixels[row : row + 7].shape)
        sent = packer.png(pixels)
        assert np.array_equal(read(sent), pixels[:, :, :3])
        kinds.append(sent[25])  # with a palette, or in full
    assert set(kinds) == {2, 3}
    pixels[3:] = 255
    assert np.array_equal(read(packer.png(pixels)), pixels[:, :, :3])


def test_what_stays_is_not_packed_again(monkeypatch) -> None:
    """Where one row changed, its band alone is packed."""
    packer, packed = Packer(), []
    pixels = np.zeros((10 * HEIGHT, 9, 4), np.uint8)
    packer.png(pixels)
    plain = packer._band
    monkeypatch.setattr(packer, "_band", lambda rows: packed.append(len(rows)) or plain(rows))
    packer.png(pixels)
    assert packed == []
    pixels[3 * HEIGHT] = 9
    packer.png(pixels)
    assert packed == [HEIGHT]


def test_a_picture_that_could_not_be_packed_leaves_no_trace(monkeypatch) -> None:
    """After a failure in its midst the picture before is right again."""
    packer, pixels = Packer(), np.zeros((3 * HEIGHT, 9, 4), np.uint8)
    packer.png(pixels)
    plain, other = packer._band, pixels + np.uint8(9)
    some = iter([True, False])
    with monkeypatch.context() as broken:
        broken.setattr(packer, "_band", lambda rows: plain(rows) if next(some) else 1 / 0)
        with pytest.raises(ZeroDivisionError):
            packer.png(other)
    assert np.array_equal(read(packer.png(pixels)), pixels[:, :, :3])
