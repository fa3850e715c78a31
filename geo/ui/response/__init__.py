"""Response on its page: asking, words, map, figures, card and the drawer's panels."""
