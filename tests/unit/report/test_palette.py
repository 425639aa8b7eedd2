import pytest

from ent_report.report.palette import AA_TEXT, WHITE, Palette, contrast, parse


@pytest.mark.parametrize("couleur", ["#1f4e8c", "#e4003a", "#ffd400", "#00ffff", "#000000", "#ffffff"])
def test_whatever_the_brand_texts_can_be_read_on_white(couleur):
    palette = Palette.from_couleur(couleur)
    texts = [palette.principale, palette.encre, palette.discrete, palette.accent, palette.favorable]
    assert all(contrast(parse(text), ground) >= AA_TEXT for text in texts for ground in (WHITE, parse(palette.fond)))


def test_shades_darken_one_after_the_other():
    shades = [contrast(parse(shade), WHITE) for shade in Palette.from_couleur("#1f4e8c").niveaux]
    assert shades == sorted(shades)
    assert len(set(shades)) == 5


@pytest.mark.parametrize("couleur", ["blue", "#12345", "#gggggg"])
def test_what_is_no_colour_is_refused(couleur):
    with pytest.raises(ValueError, match=r"#rrggbb|invalid literal"):
        Palette.from_couleur(couleur)
