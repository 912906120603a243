"""The shape of a record of Europe PMC as its search gives it with resultType=core."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingest.readers.reading import UnreadableDocument


def _listed(value: Any) -> Any:
    """A list of one comes as the one itself from some of the service's versions."""
    return value if isinstance(value, list) else [value]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """A field that is null is one that is not known."""
        if isinstance(value, dict):
            return {name: one for name, one in value.items() if one is not None}
        return value


class Author(_Part):
    full_name: str | None = Field(default=None, alias="fullName")
    last_name: str | None = Field(default=None, alias="lastName")
    collective_name: str | None = Field(default=None, alias="collectiveName")


class _Authors(_Part):
    author: Annotated[list[Author], BeforeValidator(_listed)] = []


class _Journal(_Part):
    title: str | None = None


class _Issue(_Part):
    issue: str | None = None
    volume: str | None = None
    year: int | None = Field(default=None, alias="yearOfPublication")
    journal: _Journal = _Journal()


class _Types(_Part):
    type: Annotated[list[str], BeforeValidator(_listed)] = Field(default=[], alias="pubType")


class _Notice(_Part):
    type: str = ""
    reference: str | None = None
    id: str | None = None


class _Notices(_Part):
    notice: Annotated[list[_Notice], BeforeValidator(_listed)] = Field(
        default=[], alias="commentCorrection"
    )


class _FullTexts(_Part):
    id: Annotated[list[str], BeforeValidator(_listed)] = Field(default=[], alias="fullTextId")


class _Heading(_Part):
    name: str = Field(default="", alias="descriptorName")


class _Headings(_Part):
    heading: Annotated[list[_Heading], BeforeValidator(_listed)] = Field(
        default=[], alias="meshHeading"
    )


class _Book(_Part):
    publisher: str | None = None


class CoreRecord(_Part):
    """Those fields of a record that are used here; the rest is not looked at."""

    id: str = Field(min_length=1)
    source: str = Field(pattern=r"^[A-Z]{3}$")
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    title: str | None = None
    authors: _Authors = Field(default=_Authors(), alias="authorList")
    issue: _Issue = Field(default=_Issue(), alias="journalInfo")
    year: str | None = Field(default=None, alias="pubYear")
    pages: str | None = Field(default=None, alias="pageInfo")
    abstract: str | None = Field(default=None, alias="abstractText")
    types: _Types = Field(default=_Types(), alias="pubTypeList")
    notices: _Notices = Field(default=_Notices(), alias="commentCorrectionList")
    full_texts: _FullTexts = Field(default=_FullTexts(), alias="fullTextIdList")
    headings: _Headings = Field(default=_Headings(), alias="meshHeadingList")
    book: _Book = Field(default=_Book(), alias="bookOrReportDetails")
    open_access: str | None = Field(default=None, alias="isOpenAccess")
    licence: str | None = Field(default=None, alias="license")


def check_core_record(result: Any) -> CoreRecord:
    """Raises UnreadableDocument where the record lacks what every record has."""
    try:
        return CoreRecord.model_validate(result)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole of it"
        raise UnreadableDocument(f"its record at Europe PMC cannot be read ({where})") from error
