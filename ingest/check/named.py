"""Whom, by what route, in what form and with which other drug: what a sentence may not invent."""

import re

# What each is called. The source need not use the same word, only one of the group.
_PEOPLE_ROUTES_FORMS = {
    "children": r"child(?:ren|hood)?|p(?:a)?ediatric|infants?|adolescents?|newborns?|neonat\w+"
    r"|toddlers?|boys|girls|aged? \d",
    "adults": r"adults?|older people|elderly|geriatric|aged 65",
    "women": r"wom[ae]n|pregnan\w+|c(?:a)?esarean|maternal|mothers?|mastectomy|breast|lactating"
    r"|obstetric|parturients?|labour|delivery",
    "animals": r"mice|mouse|rats?|rodents?|animals?|C57\w*",
    "volunteers": r"volunteers?|healthy",
    "an intranasal route": r"intra-?nasal(?:ly)?|nasal(?:ly)?|nose|sprays?",
    "an oral route": r"oral(?:ly)?|by mouth|tablets?|lozenges?|swallow\w*",
    "an intramuscular route": r"intramuscular(?:ly)?|IM",
    "a subcutaneous route": r"subcutaneous(?:ly)?|SC",
    "a sublingual route": r"sublingual(?:ly)?|under the tongue",
    "a topical route": r"topical(?:ly)?|creams?|gels?|skin|transdermal(?:ly)?",
    "an epidural route": r"epidural(?:ly)?",
    "an intrathecal route": r"intrathecal(?:ly)?|spinal",
    "a rectal route": r"rectal(?:ly)?|by rectum|suppositor\w+",
    "S-ketamine": r"(?-i:S)(?:-|\(\+\)-?)ketamine|esketamine|Spravato",
    "R-ketamine": r"(?-i:R)(?:-|\(-\)-?)ketamine|arketamine|enantiomers?",
    "racemic ketamine": r"racemic|racemate",
    "placebo": r"placebo|saline|water|sham|dummy|inactive",
    "pethidine": r"pethidine|meperidine",
}
_DRUGS = (
    "morphine fentanyl sufentanil remifentanil alfentanil hydromorphone oxycodone tramadol"
    " buprenorphine methadone nalbuphine naloxone naltrexone lidocaine midazolam diazepam lorazepam"
    " haloperidol propofol etomidate thiopental magnesium gabapentin pregabalin amitriptyline"
    " clonidine dexmedetomidine paracetamol ketorolac ibuprofen diclofenac memantine"
    " dextromethorphan amantadine calcitonin baclofen mirtazapine ticlopidine itraconazole"
    " clarithromycin rifampicin scopolamine tranexamic"
)
_NAMED = {
    name: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)
    for name, words in (_PEOPLE_ROUTES_FORMS | {drug: drug for drug in _DRUGS.split()}).items()
}


def invented_names(sentence: str, source: str) -> list[str]:
    """What a sentence names and nothing that is known of its source does.

    >>> invented_names("Oral ketamine relieved pain in children", "Ketamine by mouth in adults")
    ['children']
    """
    return [
        name
        for name, words in _NAMED.items()
        if words.search(sentence) and not words.search(source)
    ]
