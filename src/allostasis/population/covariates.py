"""The covariates that a virtual person has: name, unit, meaning, and the size that is plausible at the door."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from allostasis.population.distributions import Bernoulli, Fixed, Floats, LogNormal, Normal, Sourced, Uniform
from allostasis.quantities.records import FileRecord, In, Number, refuse
from allostasis.quantities.units import Quantity, Range

__all__ = ["COVARIATES", "SEXES", "AnySpread", "Covariate", "Covariates", "SomeCovariates"]

Sex = Literal["male", "female"]
SEXES: tuple[Sex, ...] = ("male", "female")
"""Names of the sexes; a draw holds their number in this order."""


class Covariate(NamedTuple):
    """Unit in which a covariate is drawn, its name in sentences, and its meaning."""

    unit: str
    label: str
    meaning: str


COVARIATES: dict[str, Covariate] = {
    "sex": Covariate("1", "sex", "sex: 0 male, 1 female"),
    "weight": Covariate("kg", "body weight", "body weight"),
    "trauma": Covariate(
        "1",
        "early trauma (standard score)",
        "early trauma, standard score: 0 is the mean of the population, higher is more",
    ),
    "psychiatric": Covariate(
        "1", "psychiatric disorder", "psychiatric disorder beside opioid use disorder: 0 no, 1 yes"
    ),
    "exclusion": Covariate(
        "1",
        "social exclusion (standard score)",
        "social exclusion, standard score: 0 is the mean of the population, higher is more",
    ),
    "support": Covariate(
        "1",
        "social support (standard score)",
        "social support, standard score: 0 is the mean of the population, higher is more",
    ),
    "years_of_use": Covariate("year", "duration of use", "years of opioid use before the agonist treatment"),
    "amount_of_use": Covariate(
        "mg/day", "pure heroin per day", "pure heroin used per day before the agonist treatment"
    ),
    "uses_per_day": Covariate("1/d", "uses per day", "uses of heroin per day before the agonist treatment"),
    "agonist_dose": Covariate("mg/day", "daily dose of the agonist", "daily dose of the agonist treatment"),
    "days_on_agonist": Covariate("d", "time on the agonist", "time in agonist treatment before the first session"),
}


def _within(name: str, plausible: Range) -> AfterValidator:
    """Refuse a distribution whose middle or ends lie where no person can be."""

    def check(spread: Any) -> Any:
        for key in ("value", "mean", "median", "low", "high"):
            value = getattr(spread, key, None)
            if isinstance(value, Quantity) and not plausible.low <= value.to(plausible.unit) <= plausible.high:
                cause = "check the unit and the decimal point"
                raise refuse(f'"{value}" as {key} of {name}', plausible.in_words(), cause, (key,))
        return spread

    return AfterValidator(check)


class FixedSex(Sourced):
    """Everybody is of one sex."""

    distribution: Literal["fixed"]
    value: Sex

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Number of the sex in `SEXES`, once for each of `u`."""
        return np.full_like(u, SEXES.index(self.value))

    def in_words(self) -> str:
        return f"{self.value} in everybody"


class SexShares(FileRecord):
    """Shares of the two sexes; they sum to 1."""

    male: Annotated[Number, Field(ge=0, le=1)]
    female: Annotated[Number, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def _sums_to_one(self) -> SexShares:
        total = self.male + self.female
        if abs(total - 1) > 1e-6:  # six digits are more than any published share has
            raise refuse(f"probabilities that sum to {total:g}", "probabilities that sum to 1")
        return self


class MixedSex(Sourced):
    """Men and women, in the given shares."""

    distribution: Literal["categorical"]
    probabilities: SexShares

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Number of the sex in `SEXES`: the highest `u` are women."""
        return (u >= self.probabilities.male).astype(float)

    def in_words(self) -> str:
        return f"male {100 * self.probabilities.male:g} %, female {100 * self.probabilities.female:g} %"


_Kilograms = Annotated[Quantity, In("kg")]
_Time = Annotated[Quantity, In("d")]
_Daily = Annotated[Quantity, In("mg/day")]
_PerDay = Annotated[Quantity, In("1/d")]
_Plain = Annotated[Quantity, In("1")]
_by_kind = Field(discriminator="distribution")

# Written out for each unit: a generic union of generic records loses its parameter.
_Weight = Annotated[Fixed[_Kilograms] | Normal[_Kilograms] | LogNormal[_Kilograms] | Uniform[_Kilograms], _by_kind]
_Duration = Annotated[Fixed[_Time] | Normal[_Time] | LogNormal[_Time] | Uniform[_Time], _by_kind]
_DailyAmount = Annotated[Fixed[_Daily] | Normal[_Daily] | LogNormal[_Daily] | Uniform[_Daily], _by_kind]
_Frequency = Annotated[Fixed[_PerDay] | Normal[_PerDay] | LogNormal[_PerDay] | Uniform[_PerDay], _by_kind]
_Score = Annotated[Fixed[_Plain] | Normal[_Plain] | Uniform[_Plain], _by_kind]
_YesNo = Annotated[Fixed[_Plain] | Bernoulli, _by_kind]
_SexOf = Annotated[FixedSex | MixedSex, _by_kind]

AnySpread = _Weight | _Duration | _DailyAmount | _Frequency | _Score | _YesNo | _SexOf


def _yes_or_no(spread: Any) -> Any:
    if isinstance(spread, Fixed) and spread.value.number not in (0, 1):
        raise refuse(
            f'"{spread.value}"', "0 for no, 1 for yes", "for a share of the population use bernoulli", ("value",)
        )
    return spread


_LIFE = Range(0.01, 60, "year", "a life")
_TREATED = Range(0.5, 40 * 365.25, "d", "half a day to forty years")
_SCORE = Range(-6, 6, "SD", "a standard score")
WeightSpread = Annotated[_Weight, _within("weight", Range(30, 250, "kg", "adults"))]
TraumaSpread = Annotated[_Score, _within("trauma", _SCORE)]
ExclusionSpread = Annotated[_Score, _within("exclusion", _SCORE)]
SupportSpread = Annotated[_Score, _within("support", _SCORE)]
PsychiatricSpread = Annotated[_YesNo, AfterValidator(_yes_or_no)]
YearsSpread = Annotated[_Duration, _within("years_of_use", _LIFE)]
AmountSpread = Annotated[_DailyAmount, _within("amount_of_use", Range(1, 3000, "mg/day", "pure heroin a day"))]
UsesSpread = Annotated[_Frequency, _within("uses_per_day", Range(0.01, 12, "1/d", "at most one use in two hours"))]
AgonistSpread = Annotated[_DailyAmount, _within("agonist_dose", Range(1, 300, "mg/day", "oral methadone a day"))]
TreatedSpread = Annotated[_Duration, _within("days_on_agonist", _TREATED)]


class Covariates(FileRecord):
    """One distribution for each covariate."""

    sex: _SexOf
    weight: WeightSpread
    trauma: TraumaSpread
    psychiatric: PsychiatricSpread
    exclusion: ExclusionSpread
    support: SupportSpread
    years_of_use: YearsSpread
    amount_of_use: AmountSpread
    uses_per_day: UsesSpread
    agonist_dose: AgonistSpread
    days_on_agonist: TreatedSpread

    def items(self) -> list[tuple[str, AnySpread]]:
        """Name and distribution of each covariate, in a fixed order."""
        return [(name, getattr(self, name)) for name in COVARIATES]


class SomeCovariates(FileRecord):
    """Distributions that a study gives to covariates in place of those of the population it draws from."""

    sex: _SexOf | None = None
    weight: WeightSpread | None = None
    trauma: TraumaSpread | None = None
    psychiatric: PsychiatricSpread | None = None
    exclusion: ExclusionSpread | None = None
    support: SupportSpread | None = None
    years_of_use: YearsSpread | None = None
    amount_of_use: AmountSpread | None = None
    uses_per_day: UsesSpread | None = None
    agonist_dose: AgonistSpread | None = None
    days_on_agonist: TreatedSpread | None = None

    def given(self) -> dict[str, AnySpread]:
        """The covariates that the study gives."""
        return {name: spread for name in COVARIATES if (spread := getattr(self, name)) is not None}
