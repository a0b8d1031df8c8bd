"""Code of rows written down operation by operation: what kernels are generated from.

A row holds one number per individual. Code that treats every individual alike and by itself (sums, products, functions,
comparisons of rows and of single numbers) is traced by JAX once; its operations are written here, each one once however
often the code asks for it. So the scheme has one text, and every back end does the same operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

REAL, INT, WORD, BOOL = "R", "int32_t", "uint32_t", "int"
"""Kinds of numbers, by their names in C: reals of the working precision, whole numbers, random words, truth."""

Operation = tuple[Any, ...]
"""Name of an operation and its arguments: places on the tape, but for inputs ("input", name) and numbers."""

_LEAVES = ("number", "input")
_COMMUTE = ("add", "mul", "max", "min")


class NotRowwiseError(Exception):
    """Code that does not treat every individual alike and by itself, or uses a function that kernels do not know."""


@dataclass
class Tape:
    """Operations in the order in which they can be done.

    Attributes:
        operations: what is done at each place.
        kinds: the kind of number of each.
        is_steady: whether it depends on inputs alone that do not change during a call.
    """

    operations: list[Operation] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    is_steady: list[bool] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict)

    def input(self, name: str, kind: str = REAL, is_steady: bool = False) -> int:
        """Place of an input."""
        return self._at(("input", name), kind, is_steady)

    def number(self, value: Any, kind: str = REAL) -> int:
        """Place of a constant."""
        return self._at(("number", float(value) if kind == REAL else int(value)), kind, True)

    def do(self, name: str, kind: str, *places: int) -> int:
        """Place of an operation's result; sums and products that change nothing are not written down."""
        if name == "div" and kind == REAL and self.is_steady[places[1]] and not self.is_steady[places[0]]:
            # One division for all steps instead of one in each.
            return self.do("mul", kind, places[0], self.do("div", kind, self.number(1), places[1]))
        simple = self._simplified(name, kind, places)
        if simple is not None:
            return simple
        ordered = sorted(places) if name in _COMMUTE else places
        return self._at((name, *ordered), kind, all(self.is_steady[p] for p in places))

    def arguments(self, place: int) -> tuple[int, ...]:
        """Places that an operation reads."""
        name, *arguments = self.operations[place]
        return () if name in _LEAVES else tuple(arguments)

    def needed(self, results: Iterable[int]) -> list[int]:
        """Places that the results depend on, in order."""
        seen: set[int] = set()
        waiting = list(results)
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                waiting += self.arguments(place)
        return sorted(seen)

    def _at(self, operation: Operation, kind: str, is_steady: bool) -> int:
        key = operation, kind
        if key not in self._places:
            self._places[key] = len(self.operations)
            self.operations.append(operation)
            self.kinds.append(kind)
            self.is_steady.append(is_steady)
        return self._places[key]

    def _simplified(self, name: str, kind: str, places: Sequence[int]) -> int | None:
        """What sums and products with 0 or 1 come to; None if there is something to do.

        0 x is 0 whatever x: no code here relies on the product of zero and infinity.
        """
        if kind != REAL:
            return None
        numbers = [self.operations[p][1] if self.operations[p][0] == "number" else None for p in places]
        match name, numbers:
            case ("add", [0.0, _]) | ("mul", [1.0, _]):
                return places[1]
            case ("add" | "sub", [_, 0.0]) | ("mul" | "div", [_, 1.0]):
                return places[0]
            case ("mul", [0.0, _]) | ("mul", [_, 0.0]):
                return self.number(0)
        return None


def write_down(tape: Tape, function: Callable[..., Any], given: Any, places: Any) -> Any:
    """Write the operations of a function on a tape.

    Args:
        tape: where to.
        function: of arrays; every array a row or a single number.
        given: its arguments as shapes, in any nesting: (width,) for rows, () for single numbers.
        places: the same nesting with places on the tape.

    Returns:
        Places of the results, nested as the function nests them.

    Raises:
        NotRowwiseError: if the function mixes individuals or does something that kernels do not know.
    """
    import jax

    closed, shapes = jax.make_jaxpr(function, return_shape=True)(*given)
    found = _evaluate(tape, closed.jaxpr, [_constant(tape, c) for c in closed.consts], jax.tree.leaves(places))
    return jax.tree.unflatten(jax.tree.structure(shapes), found)


def kind_of(dtype: Any) -> str:
    """The kind of number of an array's type."""
    kind = np.dtype(dtype).kind
    if kind not in "fiub":
        raise NotRowwiseError(f"numbers of type {dtype}")
    return {"f": REAL, "i": INT, "u": WORD, "b": BOOL}[kind]


def _constant(tape: Tape, value: Any) -> Any:
    """Place of a constant; of a list of constants, such as the coefficients of a polynomial, a list of places."""
    array = np.asarray(value)
    if array.ndim > 1:
        raise NotRowwiseError(f"an array of shape {array.shape} as a constant")
    places = [tape.number(x, kind_of(array.dtype)) for x in np.atleast_1d(array).tolist()]
    return places if array.ndim else places[0]


def _evaluate(tape: Tape, jaxpr: Any, constants: Sequence[Any], arguments: Sequence[Any]) -> list[Any]:
    place: dict[Any, Any] = dict(zip([*jaxpr.constvars, *jaxpr.invars], [*constants, *arguments], strict=True))

    def read(atom: Any) -> Any:
        return _constant(tape, atom.val) if hasattr(atom, "val") else place[atom]

    for equation in jaxpr.eqns:
        given = [read(atom) for atom in equation.invars]
        for variable, result in zip(equation.outvars, _do(tape, equation, given), strict=True):
            if variable.aval.ndim > 1:
                raise NotRowwiseError(f"{equation.primitive} gives shape {variable.aval.shape}")
            place[variable] = result
    return [read(atom) for atom in jaxpr.outvars]


def _scan(tape: Tape, parameters: Any, given: list[Any]) -> list[Any]:
    """A loop over a list of constants, written out: how JAX evaluates polynomials."""
    n_constants, n_carry, closed = parameters["num_consts"], parameters["num_carry"], parameters["jaxpr"]
    if len(closed.jaxpr.outvars) != n_carry:
        raise NotRowwiseError("a loop that collects values")
    constants, carry, lists = given[:n_constants], given[n_constants:][:n_carry], given[n_constants + n_carry :]
    order = range(parameters["length"])
    for i in reversed(order) if parameters["reverse"] else order:
        these = [*constants, *carry, *(values[i] for values in lists)]
        carry = _evaluate(tape, closed.jaxpr, [_constant(tape, c) for c in closed.consts], these)
    return carry


_SAME = ("broadcast_in_dim", "stop_gradient", "copy", "reshape", "squeeze")
_PLAIN = {
    "add": "add", "sub": "sub", "mul": "mul", "div": "div", "max": "max", "min": "min", "neg": "neg", "exp": "exp",
    "log": "log", "sqrt": "sqrt", "abs": "abs", "gt": "gt", "lt": "lt", "ge": "ge", "le": "le", "eq": "eq", "ne": "ne",
    "and": "and", "or": "or", "xor": "xor", "shift_right_logical": "shift_right", "shift_left": "shift_left",
    "rem": "rem",
}  # fmt: skip


def _do(tape: Tape, equation: Any, given: list[Any]) -> list[Any]:
    """Write one of JAX's operations down."""
    name, parameters = equation.primitive.name, equation.params
    kinds = [kind_of(variable.aval.dtype) for variable in equation.outvars]
    if name == "scan":
        return _scan(tape, parameters, given)
    if "jaxpr" in parameters or "call_jaxpr" in parameters:
        if name not in ("jit", "pjit", "closed_call", "custom_jvp_call", "custom_vjp_call"):
            raise NotRowwiseError(name)
        closed = parameters.get("jaxpr") or parameters["call_jaxpr"]
        return _evaluate(tape, closed.jaxpr, [_constant(tape, c) for c in closed.consts], given)
    if name in _SAME:
        return given
    if name in _PLAIN:
        return [tape.do(_PLAIN[name], kinds[0], *given)]
    match name:
        case "convert_element_type":
            return [given[0] if tape.kinds[given[0]] == kinds[0] else tape.do("convert", kinds[0], given[0])]
        case "select_n" if len(given) == 3:
            return [tape.do("select", kinds[0], given[0], given[2], given[1])]
        case "clamp":
            low, x, high = given
            return [tape.do("min", kinds[0], tape.do("max", kinds[0], x, low), high)]
        case "not":
            return [tape.do("not", kinds[0], given[0])]
        case "square":
            return [tape.do("mul", kinds[0], given[0], given[0])]
        case "integer_pow":
            return [_power(tape, given[0], parameters["y"])]
        case "threefry2x32":
            return _threefry(tape, given)
    raise NotRowwiseError(name)


def _power(tape: Tape, x: int, exponent: int) -> int:
    product = x
    for _ in range(abs(exponent) - 1):
        product = tape.do("mul", REAL, product, x)
    return product if exponent > 0 else tape.do("div", REAL, tape.number(1), product)


def _threefry(tape: Tape, given: list[int]) -> list[int]:
    """Threefry-2x32 with 20 rounds, as `streams.threefry` has it."""
    from allostasis.numerics.streams import ROTATIONS

    def do(name: str, *places: int) -> int:
        return tape.do(name, WORD, *places)

    def word(value: int) -> int:
        return tape.number(value, WORD)

    first, second, x, y = given
    keys = [first, second, do("xor", do("xor", first, second), word(0x1BD11BDA))]
    x, y = do("add", x, first), do("add", y, second)
    for block in range(5):
        for r in ROTATIONS[block % 2]:
            x = do("add", x, y)
            y = do("xor", do("or", do("shift_left", y, word(r)), do("shift_right", y, word(32 - r))), x)
        x = do("add", x, keys[(block + 1) % 3])
        y = do("add", do("add", y, keys[(block + 2) % 3]), word(block + 1))
    return [x, y]
