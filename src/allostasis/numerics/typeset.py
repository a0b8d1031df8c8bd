"""Expressions written for people: as plain text, and as LaTeX from which the pages make MathML."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
"""Names that stand for a letter; the omicron, which LaTeX does not have, looks like an o."""
SHORT = {"modulation": "m"}
"""Shared forms that have a short name in the texts."""


def in_text(expression: Any) -> str:
    """Plain text, such as `k_acth (corticotrophs crh feedback(cortisol) - acth)`."""
    return str(_text_printer().doprint(_ranked(expression))).replace("**", "^").replace("*", " ")


def in_latex(expression: Any) -> str:
    """LaTeX, with the names set by `name_in_latex`."""
    return str(_latex_printer().doprint(_ranked(expression)))


def call_in_text(name: str, arguments: tuple[str, ...] = ()) -> str:
    """A function and its arguments, such as `m(signal; gain)`."""
    separator = "; " if name in SHORT else ", "
    return f"{SHORT.get(name, name)}({separator.join(arguments)})" if arguments else name


def call_in_latex(name: str, arguments: tuple[str, ...] = ()) -> str:
    """A function and its arguments, both in LaTeX."""
    separator = r";\, " if name in SHORT else r",\, "
    called = SHORT.get(name) or name_in_latex(name)
    return rf"{called}\left({separator.join(arguments)}\right)" if arguments else called


def name_in_latex(name: str) -> str:
    r"""A name with its parts as subscripts: k_crh as k_{\mathrm{crh}}, tau_fast with a Greek letter, k12 as k_{12}."""
    head, *rest = name.rpartition(".")[2].split("_")
    if len(head) > 1 and head[0] in "kV" and head[1:].isdigit():
        head, rest = head[0], [head[1:], *rest]
    if head in GREEK:
        head = f"\\{head}"
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}"
    inside = r",\,".join(part if part.isdigit() or len(part) == 1 else rf"\mathrm{{{part}}}" for part in rest)
    return f"{head}_{{{inside}}}" if rest else head


def _ranked(expression: Any) -> Any:
    """The same with a digit before each name, because SymPy sorts factors by name: people write constants first."""
    import sympy

    return expression.xreplace(
        {s: sympy.Symbol(f"{int(not _is_constant(s.name))}{s.name}", real=True) for s in expression.free_symbols}
    )


def _is_constant(name: str) -> bool:
    """Whether a name looks like a constant: a letter, a Greek letter or a capital, such as k_acth, tau_rise, CL."""
    head = name.rpartition(".")[2].split("_")[0]
    return len(head) == 1 or head in GREEK or head[0].isupper() or head[1:].isdigit()


def _plus_first(terms: Any) -> list[Any]:
    """Terms of a sum: numbers first and negative terms last, as people write production less decay."""
    return sorted(terms, key=lambda term: (term.could_extract_minus_sign(), not term.is_number))


@lru_cache(maxsize=1)
def _text_printer() -> Any:
    from sympy.printing.str import StrPrinter

    class TextPrinter(StrPrinter):  # type: ignore[misc]  # sympy comes without types
        def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
            return _plus_first(super()._as_ordered_terms(expr, order))

        def _print_Max(self, expr: Any) -> str:
            return f"max({self._pair(expr)})"

        def _print_Min(self, expr: Any) -> str:
            return f"min({self._pair(expr)})"

        def _pair(self, expr: Any) -> str:
            return ", ".join(self._print(a) for a in _varying_first(expr))

        def _print_Heaviside(self, expr: Any) -> str:
            return f"[{self._print(expr.args[0])} > 0]"

        def _print_Symbol(self, expr: Any) -> str:
            return str(expr.name[1:])

        def _print_Function(self, expr: Any) -> str:
            return call_in_text(expr.func.__name__, tuple(self._print(a) for a in expr.args))

        def _print_log(self, expr: Any) -> str:
            return f"ln({self._print(expr.args[0])})"

    return TextPrinter()


@lru_cache(maxsize=1)
def _latex_printer() -> Any:
    from sympy.printing.latex import LatexPrinter

    class NamePrinter(LatexPrinter):  # type: ignore[misc]
        def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
            return _plus_first(super()._as_ordered_terms(expr, order))

        def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
            return name_in_latex(expr.name[1:])

        def _print_Float(self, expr: Any) -> str:
            return str(super()._print_Float(expr)).replace(r"1.0 \cdot ", "")  # a bare power of ten

        def _print_Pow(self, expr: Any) -> str:
            # Without brackets the power of 10^-6 to the n would read as 10 to the -6 n.
            if expr.base.is_Float and "^" in (base := self._print(expr.base)):
                return rf"\left({base}\right)^{{{self._print(expr.exp)}}}"
            return str(super()._print_Pow(expr))

        def _print_Max(self, expr: Any, exp: str | None = None) -> str:
            first, second = _varying_first(expr)
            if second == 0:
                part = rf"\left({self._print(first)}\right)_{{+}}"
            else:
                part = rf"\max\left({self._print(first)},\, {self._print(second)}\right)"
            return f"{{{part}}}^{{{exp}}}" if exp else part

        def _print_Min(self, expr: Any, exp: str | None = None) -> str:
            first, second = _varying_first(expr)
            part = rf"\min\left({self._print(first)},\, {self._print(second)}\right)"
            return f"{{{part}}}^{{{exp}}}" if exp else part

        def _print_Heaviside(self, expr: Any, exp: str | None = None) -> str:
            return rf"\left[{self._print(expr.args[0])} > 0\right]"

        def _print_ExpBase(self, expr: Any, exp: str | None = None) -> str:
            power = f"^{{{exp}}}" if exp else ""
            return rf"\exp{power}\left({self._print(expr.args[0])}\right)"

        def _print_log(self, expr: Any, exp: str | None = None) -> str:
            power = f"^{{{exp}}}" if exp else ""
            return rf"\ln{power}\left({self._print(expr.args[0])}\right)"

        def _print_Function(self, expr: Any, exp: str | None = None) -> str:
            called = call_in_latex(expr.func.__name__, tuple(self._print(a) for a in expr.args))
            return f"{{{called}}}^{{{exp}}}" if exp else called

    return NamePrinter({"mul_symbol": r" \; "})


def _varying_first(extreme: Any) -> list[Any]:
    """The two arguments of a maximum or minimum, the bound last: zero, another number, or the simpler expression."""
    return sorted(extreme.args, key=lambda a: (a == 0, bool(a.is_number), -a.count_ops(), str(a)))
