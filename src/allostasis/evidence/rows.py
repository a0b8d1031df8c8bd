"""What one row of each evidence table holds: the one source of truth for columns, types and allowed words.

The columns of a CSV file are the fields of its class, in this order. An empty cell is `None`: the value was not seen.
`schema.json` beside the tables is generated from these classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from allostasis.evidence import vocabulary as words


def _digits(cell: Any) -> Any:
    """Refuse 1_000, which Python would take for a number."""
    if isinstance(cell, str) and "_" in cell:
        raise ValueError("not a plain number")
    return cell


Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=f"^{words.KEY}$")]
Dotted = Annotated[str, Field(pattern=f"^{words.DOTTED}$")]
EffectId = Annotated[str, Field(pattern=f"^{words.EFFECT_ID}$")]
Number = Annotated[float, BeforeValidator(_digits), Field(allow_inf_nan=False)]
Positive = Annotated[float, BeforeValidator(_digits), Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, BeforeValidator(_digits), Field(ge=1)]
GroupSize = Annotated[int, BeforeValidator(_digits), Field(ge=2)]


def _split(cell: Any) -> Any:
    return tuple(cell.split()) if isinstance(cell, str) else cell or ()


Keys = Annotated[tuple[Key, ...], BeforeValidator(_split)]


class Row(BaseModel):
    """One row of a table; it cannot be changed and knows no column beyond its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _pass_over(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """Read the other cells of a row of which some, named in the context, cannot be read."""
        return None if info.context and info.field_name in info.context else handler(value)


class Outcome(Row):
    """One word of the controlled list of outcomes: what may be measured, and which way is good for the patient."""

    outcome: Key = Field(description="key of the outcome")
    family: words.Family = Field(description="outcomes of one family answer one question and may be pooled")
    good_direction: words.GoodDirection = Field(description="which way is good for the subject; neither: a marker")
    meaning: Text = Field(description="what is measured, in words")
    unit: str | None = Field(description="usual unit, if there is one")


class Study(Row):
    """Something published or registered: who was studied, how, and what the study may be used for."""

    study_id: Key = Field(description="key of the study")
    source: Key | None = Field(description="citation key of the publication, in bibliography.json; empty: not known")
    species: words.Species = Field(description="species studied")
    strain: str | None = Field(description="strain of the animals")
    population: Text = Field(description="who was studied, in words")
    substance: words.Substance | None = Field(description="substance that the subjects use or are given to take")
    n_total: Count | None = Field(description="number of subjects in all groups")
    percent_female: Annotated[float, Field(ge=0, le=100)] | None = Field(description="share of females, per cent")
    treatment: words.Treatment | None = Field(description="opioid treatment during the study; none: known to be none")
    opioid_treatment: str | None = Field(description="opioid treatment or exposure of the subjects, in words")
    days_since_last_use: Positive | None = Field(description="days since the last use of the substance, at the test")
    access: str | None = Field(description="access to self-administered drug, in words")
    design_kind: words.Design | None = Field(description="kind of the design")
    blinding: words.Blinding | None = Field(description="who knew which arm it was")
    design: Text = Field(description="design of the study, in words")
    drug: str | None = Field(description="drug given")
    dose_value: Positive | None = Field(description="dose in dose_unit; empty if there are several (see note)")
    dose_unit: str | None = Field(description="unit of dose_value")
    dose_text: str | None = Field(description="dose or doses as printed")
    route: str | None = Field(description="route or routes of the drug")
    dosing: words.Dosing | None = Field(description="one dose before the test, or repeated doses")
    dosing_days: Positive | None = Field(description="days over which repeated doses were given")
    schedule: str | None = Field(description="when and how often the drug was given, in words")
    dose_to_test_minutes: Number | None = Field(description="minutes from dose to test")
    provocation: words.Provocation | None = Field(description="what was done to provoke a response")
    paradigm: str | None = Field(description="cue, stressor, task or measurement, in words")
    context: words.Context | None = Field(description="whether the drug was given to a person alone or with a group")
    device: str | None = Field(description="device that gave a nasal dose")
    moderator: str | None = Field(description="trauma, attachment or other moderator that was examined, in words")
    registry_id: str | None = Field(description="number in a trial registry")
    role: words.Role = Field(description="what the study may be used for")
    role_reason: Text = Field(description="why it has this role")
    redistribution: str | None = Field(description="limits on passing on its data; empty: none known")
    note: str | None = Field(description="limits, and text as printed where a number column had to stay empty")
    seen_at: Text = Field(description="address of the record that was read")


class Effect(Row):
    """One reported result of a study: an estimate, a statistic or only a verdict."""

    effect_id: EffectId = Field(description="study, dot, outcome")
    study_id: Key = Field(description="the study, in studies.csv")
    sample_id: Key = Field(description="the sample; studies that share people share it")
    outcome: Key = Field(description="what was measured, in outcomes.csv")
    scale: Text = Field(description="instrument or scale, in words")
    timepoint: str | None = Field(description="when it was measured, in words")
    contrast_kind: words.ContrastKind = Field(description="what kind of comparison the row reports")
    intervention: Key | None = Field(description="drug or procedure of the treated arm, where one was given")
    comparator: Key | None = Field(description="what it is compared with, such as placebo or no_treatment")
    contrast: Text = Field(description="what is compared with what, in words")
    subgroup: str | None = Field(description="in whom")
    dose_value: Positive | None = Field(description="dose, where it differs from that of the study")
    dose_unit: str | None = Field(description="unit of dose_value")
    dose_to_test_minutes: Number | None = Field(description="minutes from dose to test, where the study has several")
    provocation: words.Provocation | None = Field(description="provocation, where the study has several")
    n_treat: GroupSize | None = Field(description="number in the treated arm, or in the only group")
    mean_treat: Number | None = Field(description="mean in the treated arm, or in the only group")
    spread_treat: Positive | None = Field(description="spread in the treated arm, of the kind in spread_kind")
    n_control: GroupSize | None = Field(description="number in the control arm")
    mean_control: Number | None = Field(description="mean in the control arm")
    spread_control: Positive | None = Field(description="spread in the control arm, of the kind in spread_kind")
    spread_kind: words.ArmSpread | None = Field(description="what the spreads of the arms are")
    events_treat: Positive | None = Field(description="events in the treated arm, or in the only group")
    events_control: Positive | None = Field(description="events in the control arm")
    unit: str | None = Field(description="unit of the means, or of value")
    statistic_text: str | None = Field(description="the statistic or statement as printed")
    test: words.Test | None = Field(description="kind of the test statistic")
    test_value: Number | None = Field(description="the test statistic")
    df1: Positive | None = Field(description="degrees of freedom, or those of the numerator")
    df2: Positive | None = Field(description="degrees of freedom of the denominator")
    p_value: Annotated[float, BeforeValidator(_digits), Field(ge=0, le=1)] | None = Field(description="p as printed")
    p_bound: words.PBound | None = Field(description="whether p is p_value, below it or above it")
    effect_type: words.EffectType = Field(description="what `value` is; sign: only a verdict was seen")
    value: Number | None = Field(description="the estimate as reported")
    low: Number | None = Field(description="lower end of the interval named in error_kind")
    high: Number | None = Field(description="upper end of the interval named in error_kind")
    error_kind: words.ErrorKind | None = Field(description="what low and high are")
    value_text: str | None = Field(description="the estimate as printed")
    scale_kind: words.ScaleKind = Field(description="magnitude, relative to something, or only an order")
    direction: words.Direction = Field(description="which way the measure moved in the treated arm")
    verdict: words.Verdict = Field(description="what that means for the treated arm")
    direction_text: str | None = Field(description="the direction as it stood in the table that was read")
    source_level: words.SourceLevel = Field(description="how near to the primary source the row was read")
    where_in_source: Text = Field(description="where in the source it stands")
    note: str | None = Field(description="quality, conflicts, text as printed")
    seen_at: Text = Field(description="address of the record that was read")


class CurvePoint(Row):
    """One point of a published curve: a learning curve, a time course or a dose-response curve."""

    point_id: Key = Field(description="key of the point")
    study_id: Key = Field(description="the study, in studies.csv")
    curve: Text = Field(description="which curve of the study, in words")
    x_name: Text = Field(description="what is on the abscissa, with its unit")
    x: Number | None = Field(description="position on the abscissa; empty if it was printed in words")
    x_text: str | None = Field(description="the position as printed, where it is no plain number")
    outcome: Key = Field(description="what was measured, in outcomes.csv")
    y_name: Text = Field(description="what is on the ordinate, with its unit")
    y: Number | None = Field(description="the value; empty if only words were printed")
    y_text: str | None = Field(description="the value as printed, where it is no plain number")
    error: Positive | None = Field(description="spread of the kind in error_kind")
    error_kind: words.ErrorKind | None = Field(description="what error is")
    n: Count | None = Field(description="number of subjects")
    scale_kind: words.ScaleKind = Field(description="ordinal: only the order of the values means anything")
    where_in_source: Text = Field(description="where in the source it stands")
    seen_at: Text = Field(description="address of the record that was read")


class PublishedPool(Row):
    """A pooled result that others published: a check on our own pooling, never an input to it."""

    pool_id: EffectId = Field(description="study, dot, question")
    study_id: Key = Field(description="the synthesis, in studies.csv")
    question: Text = Field(description="what was pooled")
    outcome: Key | None = Field(description="outcome, or family of outcomes, that it is about; empty: none fits")
    contrast_kind: words.ContrastKind = Field(description="what kind of comparison was pooled")
    intervention: Key | None = Field(description="drug or procedure of the treated arms; empty: several, or none")
    k: Count | None = Field(description="number of studies or effects")
    k_text: str | None = Field(description="the number as printed, where it is no plain number")
    n: Count | None = Field(description="number of subjects")
    effect_type: words.EffectType | None = Field(description="what `value` is; empty: narrative, or a vote count")
    value: Number | None = Field(description="the pooled estimate")
    low: Number | None = Field(description="lower end of the 95 % interval")
    high: Number | None = Field(description="upper end of the 95 % interval")
    value_text: str | None = Field(description="the estimate as printed, where it is no plain number")
    p_value: Annotated[float, BeforeValidator(_digits), Field(ge=0, le=1)] | None = Field(description="p as printed")
    p_bound: words.PBound | None = Field(description="whether p is p_value, below it or above it")
    heterogeneity: str | None = Field(description="heterogeneity as printed")
    sign_convention: str | None = Field(description="what a positive value means")
    note: str | None = Field(description="moderators, and text as printed")
    where_in_source: Text = Field(description="where in the source it stands")
    seen_at: Text = Field(description="address of the record that was read")


class ParameterValue(Row):
    """One reported value of a quantity; disagreeing reports stand side by side."""

    row_id: Key = Field(description="key of the row")
    parameter: Dotted = Field(description="parameter of the model, or an observable")
    value: Number | None = Field(description="the value as reported; empty if only a range was")
    low: Number | None = Field(description="lower end of the reported range or interval")
    high: Number | None = Field(description="upper end of the reported range or interval")
    spread: Positive | None = Field(description="the spread as reported, of the kind in spread_kind")
    spread_kind: words.SpreadKind | None = Field(description="what spread, or low and high, are")
    unit: Text = Field(description="unit of value, low, high and of a spread in the same unit")
    species: words.Species = Field(description="species")
    drug: str | None = Field(description="drug")
    n: Count | None = Field(description="number of subjects, cells or samples")
    kind: words.Kind = Field(description="measured, fitted to data, constant of a published model, or assumed")
    source: Key | None = Field(description="citation key; empty only if assumed or computed from other rows")
    from_rows: Keys = Field(description="rows that the value was computed from, separated by spaces")
    where: str | None = Field(description="where in the source it stands")
    reason: str | None = Field(description="why it is assumed, or how it was computed")
    note: str | None = Field(description="circumstances, conflicts, text as printed")
    seen_at: str | None = Field(description="address of the record that was read")


class Prior(Row):
    """What the model believes of one parameter before calibration, and by which rule this follows from the rows."""

    parameter: Dotted = Field(description="parameter of the model")
    unit: Text = Field(description="unit of default and of the distribution")
    default: Number = Field(description="the value used where one number is needed")
    distribution: words.Distribution = Field(description="family of the distribution over parameter draws")
    a: Number | None = Field(description="first argument; its meaning depends on the family")
    b: Number | None = Field(description="second argument; its meaning depends on the family")
    between_subject: Positive | None = Field(description="standard deviation between subjects; empty: none")
    between_subject_kind: words.BetweenSubjectKind | None = Field(description="scale of between_subject")
    rule: words.Rule = Field(description="how the prior follows from the rows")
    rows: Keys = Field(description="rows of parameter_values.csv, separated by spaces")
    reason: str | None = Field(description="why this value and this width")
    _together: Mapping[str, float] = PrivateAttr(default_factory=dict)

    def with_correlations(self, correlations: Mapping[str, Mapping[str, float]]) -> Prior:
        """The same prior, which knows with what it goes together.

        Args:
            correlations: by row of parameter_values.csv, the correlations with other rows.
        """
        if self.rule != "row" or len(self.rows) != 1 or self.rows[0] not in correlations:
            return self
        prior = self.model_copy()
        prior._together = correlations[self.rows[0]]
        return prior

    def correlation_with(self, other: Prior) -> float:
        """Correlation of the normal scores of two priors, each of which is one row of a joint estimate; else 0."""
        return self._together.get(other.rows[0], 0.0) if self._together and len(other.rows) == 1 else 0.0

    @property
    def is_joint(self) -> bool:
        """Whether it goes together with other priors."""
        return bool(self._together)


class VaryingQuantity(Row):
    """A quantity that differs between the people of the published rescue model; each row is one distribution."""

    quantity: Dotted = Field(description="group and name, such as fentanyl_pk.VP")
    unit: Text = Field(description="unit of the value")
    meaning: Text = Field(description="drug and meaning")
    scale: words.Scale = Field(description="log: mean and sd are those of the natural logarithm")
    mean: Number = Field(description="mean on that scale")
    sd: Positive = Field(description="standard deviation on that scale")
    upper: Number | None = Field(description="upper limit of the value; empty: none")
    n: Count = Field(description="number of published virtual people")
    source: Key = Field(description="citation key")
    where: Text = Field(description="file of the source")


class Correlation(Row):
    """Correlation of two quantities that differ between people, on their scales; pairs without a row have none."""

    pair: Key = Field(description="key of the row")
    first: Dotted = Field(description="a quantity of overdose_population.csv")
    second: Dotted = Field(description="another one")
    correlation: Annotated[float, BeforeValidator(_digits), Field(gt=-1, lt=1)] = Field(description="correlation")


class ValueCorrelation(Row):
    """Correlation of two values that were estimated together; pairs without a row have none."""

    pair: Key = Field(description="key of the row")
    first: Key = Field(description="a row of parameter_values.csv")
    second: Key = Field(description="another one")
    correlation: Annotated[float, BeforeValidator(_digits), Field(gt=-1, lt=1)] = Field(
        description="correlation of their normal scores in the joint estimate"
    )


class Name(Row):
    """An author, as CSL-JSON has it: family and given name, or the name of a group."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None


class Issued(Row):
    """Date of publication: year, or year and month, or year, month and day."""

    date_parts: tuple[tuple[int, ...]] = Field(alias="date-parts")


def pages_of(page: str | None) -> tuple[str, str]:
    """First and last page; the last in full where it is printed short: 413-21 is 413 and 421."""
    first, _, last = (page or "").replace("–", "-").partition("-")
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first.strip(), last.strip()


class Reference(Row):
    """One bibliographic record: the part of CSL-JSON that we use. What is not known is absent."""

    id: Key
    type: words.ReferenceType
    title: Text | None = None
    author: tuple[Name, ...] = ()
    issued: Issued | None = None
    container_title: Text | None = Field(default=None, alias="container-title")
    volume: Text | None = None
    issue: Text | None = None
    page: Text | None = None
    DOI: Annotated[str, Field(pattern=f"^{words.DOI}$")] | None = None
    PMID: Annotated[str, Field(pattern=r"^\d{1,8}$")] | None = None
    URL: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    note: Text | None = None

    @property
    def year(self) -> int | None:
        """Year of publication, if known."""
        return self.issued.date_parts[0][0] if self.issued else None

    def as_csl(self) -> dict[str, Any]:
        """The record as plain CSL-JSON, with absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
