"""Hand-made lycées and regions that hold all that a page may have to say: `check` renders them, the tests hold them."""
