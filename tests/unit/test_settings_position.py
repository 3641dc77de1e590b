from console.settings.position import key_lines, line_of

TEXT = """\
# a comment
top = 1

[a.b]  # a header
x = [
  1,   # [not.a.header]
  2,
]
"quoted key" = '''
[also.not]
'''
inline = { p = 1, q = { r = 2 } }

[[list]]
n = 1

[[list]]
n = 2

[list.sub]
deep.key = 3
"""


def test_every_key_is_found_on_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines["top",] == 2
    assert lines["a", "b"] == 4
    assert lines["a", "b", "x"] == 5
    assert lines["a", "b", "quoted key"] == 9
    assert lines["a", "b", "inline", "q", "r"] == 12
    assert lines["list", 0, "n"] == 15
    assert lines["list", 1, "n"] == 18
    assert lines["list", 1, "sub", "deep", "key"] == 21
    assert ("not",) not in {key[:1] for key in lines}


def test_a_key_that_is_not_there_is_on_the_line_of_its_table() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("a", "b", "missing")) == 4
    assert line_of(lines, ("list", 1, "missing")) == 17
    assert line_of(lines, ("nowhere",)) is None
