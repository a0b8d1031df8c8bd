"""Expressions as presentation MathML: typeset by the browser alone, with the plain text for those who do not see it.

Names and the order of terms are those of `typeset`, so that a page and a printed text say the same.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any, ClassVar

from allostasis.numerics.typeset import GREEK, SHORT, _plus_first, _ranked, in_text

__all__ = ["call_in_mathml", "equation", "in_mathml", "name_in_mathml", "rate_of", "symbol"]

_TIMES = '<mspace width="0.2em"></mspace>'


def equation(left: str, right: Any, text: str, relation: str = "=") -> str:
    """A whole equation as a block.

    Args:
        left: left side as MathML.
        right: right side as a SymPy expression.
        text: the equation in plain text, for screen readers and for browsers without MathML.
        relation: what stands between both sides.
    """
    content = f"<mrow>{left}<mo>{relation}</mo>{in_mathml(right)}</mrow>"
    return f'<math display="block" alttext="{escape(text)}">{content}</math>'


def symbol(name: str) -> str:
    """A name within a line of text."""
    return f'<math alttext="{escape(name)}">{name_in_mathml(name)}</math>'


def rate_of(name: str) -> str:
    """The derivative of a state by time."""
    top = f"<mrow><mi>d</mi>{_TIMES}{name_in_mathml(name)}</mrow>"
    return f"<mfrac>{top}<mrow><mi>d</mi>{_TIMES}<mi>t</mi></mrow></mfrac>"


def call_in_mathml(name: str, arguments: tuple[str, ...] = ()) -> str:
    """A function and its arguments, which are MathML already."""
    called = f"<mi>{SHORT[name]}</mi>" if name in SHORT else name_in_mathml(name)
    separator = "<mo>;</mo>" if name in SHORT else "<mo>,</mo>"
    return f"<mrow>{called}{_bracketed(separator.join(arguments))}</mrow>" if arguments else called


def name_in_mathml(name: str) -> str:
    """A name with its parts as subscripts: k_crh, tau_fast with a Greek letter, k12 with both digits below."""
    head, *rest = name.rpartition(".")[2].split("_")
    if len(head) > 1 and head[0] in "kV" and head[1:].isdigit():
        head, rest = head[0], [head[1:], *rest]
    first = f"<mi>{escape(GREEK.get(head, head))}</mi>"
    if not rest:
        return first
    parts = (f"<mn>{part}</mn>" if part.isdigit() else f"<mi>{escape(part)}</mi>" for part in rest)
    return f"<msub>{first}<mrow>{'<mo>,</mo>'.join(parts)}</mrow></msub>"


def in_mathml(expression: Any) -> str:
    """An expression as MathML, without the element `math` around it."""
    return str(_printer().doprint(_ranked(expression)))


def _bracketed(inside: str) -> str:
    return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"


@lru_cache(maxsize=1)
def _printer() -> Any:
    """A printer that writes MathML as text; what it does not know stands in plain text."""
    from sympy import S
    from sympy.printing.precedence import PRECEDENCE, precedence_traditional
    from sympy.printing.printer import Printer
    from sympy.simplify import fraction

    class MathPrinter(Printer):  # type: ignore[misc]  # sympy comes without types
        printmethod = "_mathml_text"
        _default_settings: ClassVar[dict[str, Any]] = {"order": None}

        def emptyPrinter(self, expr: Any) -> str:
            return f"<mtext>{escape(in_text(expr))}</mtext>"

        def _within(self, expr: Any, level: int, strict: bool = False) -> str:
            own = precedence_traditional(expr)
            text = self._print(expr)
            return _bracketed(text) if own < level or (own == level and strict) else text

        def _print_Symbol(self, expr: Any) -> str:
            return name_in_mathml(expr.name[1:])

        def _print_Integer(self, expr: Any) -> str:
            return _number(str(expr))

        def _print_Float(self, expr: Any) -> str:
            return _number(f"{float(expr):.6g}")

        def _print_Rational(self, expr: Any) -> str:
            return f"<mfrac>{_number(str(expr.p))}<mn>{expr.q}</mn></mfrac>"

        def _print_Add(self, expr: Any) -> str:
            parts: list[str] = []
            for term in _plus_first(self._as_ordered_terms(expr)):
                minus = term.could_extract_minus_sign()
                sign = "<mo>−</mo>" if minus else "<mo>+</mo>" if parts else ""
                parts += [sign, self._within(-term if minus else term, PRECEDENCE["Add"], strict=minus)]
            return f"<mrow>{''.join(parts)}</mrow>"

        def _print_Mul(self, expr: Any) -> str:
            if expr.could_extract_minus_sign():
                return f"<mrow><mo>−</mo>{self._within(-expr, PRECEDENCE['Mul'])}</mrow>"
            above, below = fraction(expr)
            if below is not S.One:
                return f"<mfrac>{self._print(above)}{self._print(below)}</mfrac>"
            factors = [self._within(factor, PRECEDENCE["Mul"]) for factor in expr.as_ordered_factors()]
            return f"<mrow>{_TIMES.join(factors)}</mrow>"

        def _print_Pow(self, expr: Any) -> str:
            if expr.exp.could_extract_minus_sign():
                return f"<mfrac><mn>1</mn>{self._print(expr.base**-expr.exp)}</mfrac>"
            if expr.exp == S.Half:
                return f"<msqrt>{self._print(expr.base)}</msqrt>"
            base = self._within(expr.base, PRECEDENCE["Pow"], strict=True)
            if expr.base.is_Float and "<msup>" in base:
                base = _bracketed(base)  # 10^-6 to the n would read as 10 to the -6 n
            return f"<msup>{base}{self._print(expr.exp)}</msup>"

        def _print_Function(self, expr: Any) -> str:
            return call_in_mathml(expr.func.__name__, tuple(self._print(a) for a in expr.args))

        def _print_exp(self, expr: Any) -> str:
            return f"<mrow><mi>exp</mi>{_bracketed(self._print(expr.args[0]))}</mrow>"

        def _print_log(self, expr: Any) -> str:
            return f"<mrow><mi>ln</mi>{_bracketed(self._print(expr.args[0]))}</mrow>"

        def _print_Abs(self, expr: Any) -> str:
            return f"<mrow><mo>|</mo>{self._print(expr.args[0])}<mo>|</mo></mrow>"

        def _extreme(self, name: str, expr: Any) -> str:
            arguments = sorted(expr.args, key=lambda a: (a == 0, bool(a.is_number), -a.count_ops(), str(a)))
            inside = "<mo>,</mo>".join(self._print(a) for a in arguments)
            return f"<mrow><mi>{name}</mi>{_bracketed(inside)}</mrow>"

        def _print_Max(self, expr: Any) -> str:
            return self._extreme("max", expr)

        def _print_Min(self, expr: Any) -> str:
            return self._extreme("min", expr)

        def _print_Heaviside(self, expr: Any) -> str:
            return f"<mrow><mo>[</mo>{self._print(expr.args[0])}<mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>"

    return MathPrinter()


def _number(text: str) -> str:
    """A number; a minus sign stands before it and not inside it, and 1e-06 is a power of ten."""
    if text.startswith("-"):
        return f"<mrow><mo>−</mo>{_number(text[1:])}</mrow>"
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return f"<mn>{text}</mn>"
    power = f"<msup><mn>10</mn>{_number(str(int(exponent)))}</msup>"
    return power if mantissa == "1" else f"<mrow><mn>{mantissa}</mn><mo>·</mo>{power}</mrow>"
