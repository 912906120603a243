"""Words of ordinary English that steer a question; a sentence that answers need not say them.

Left out on purpose are words that change what is asked: no, not, without, child, older, men,
women, daily, first-line, long-term, acute, chronic, oral, high, low, safe.
"""

STEERING = frozenset(
    """
    able about above according account accounts achieve across act actual actually add added
    advice advise advised advises affect affected affects after again ago agree agrees all allow
    allowed almost alone along already also although always am among amount an another answer any
    anybody anyone anything apart apparent appear appears apply area areas around ask asked asking
    asks aspect author authors available aware away
    back bad based basis became because become becomes been before begin begins being believe
    best better big bigger biggest bit both bring but buy
    call called came can cannot case cases cause caused causes causing certain change changes
    check chosen cited cites claim claimed claims clear clearly come comes coming common commonly
    company compare compared compares comparing comparison complete concern concerning concerns
    conclude concluded concludes conclusion consider considered could count cover covered covers
    current currently
    data day days deal define definite describe described describes detail details did differ
    difference different differs do document does doing done down during
    each early easy effective either else employ end enough especially even ever every everyone
    everything evidence exact exactly example examples except exist exists expect expected explain
    explained explains extent
    fact facts fair far fast few figure figures find finding findings finds first follow for
    found full further
    gave general generally get gets getting give given gives giving go goes going good got great
    group groups
    had half-dozen happen happened happening happens hard has have having he hear heard help
    helped helpful helps her here him himself his hold holding hope how however
    i idea if important in include included includes including indeed indicate indicated
    information instead interest into involve involved involves is issue issues it its itself
    just keep kept key kind kinds knew know known knows
    large larger largest last lasts lasting late later latest lead leads learn least leave left
    length less let level life like likely list listed lists little live long longer look looked
    looking looks lot
    made main mainly major make makes making many matter may maybe me mean means meant measure
    measured measures mention mentioned mentions merely might mind mine minimum more most mostly
    much must my myself
    name named names near nearly necessary need needed needs neither never new news next nobody
    none normal normally note noted notes nothing now number numbers
    obtain occur occurs of off offer offered often ok okay old on once one ones only onto open or
    order other others otherwise our out outcome outcomes over overall own
    paper papers part participant participants particular parts patient patients people per
    percent percentage perform person persons place plain please point points possible possibly
    present press prior probably problem problems proper properly proportion prove proved proven
    provide provided provides publish published purpose put puts
    question questions quick quickly quite
    range rather reach read real really reason reasons recent recently recommend recommendation
    recommendations recommended recommends record regard regarding relate related relevant rely
    remain remains report reported reporting reports require required requires research respect
    result results right role roughly rule run
    said same saw say saying says scale search second section see seek seem seems seen self
    sense set sets several shall she should show showed showing shown shows side similar
    similarly simple simply since single size small so some somebody someone something sometimes
    soon sort sorts source sources speak specific start starts state stated states still stop
    strength strong stronger strongly studied studies study subject such suggest suggested
    suggests summarise summarize summary suppose sure
    take taken takes taking talk tell tells term terms test text texts than that the their them
    then there these they thing things think this those though thought through time times to
    together told too took topic total toward treat treated treating treatment treatments trial
    trials tried true truly try trying turn two type types typical typically
    under understand unit until up upon us use used useful user uses using usual usually
    value various version versus very via view vs
    want wanted wants was way ways we well went were what when where whether which while who
    whole whom whose why will wish with within word words work worked working works worries worry
    worth would write written wrong
    year years yes yet you your yours
    """.split()
)
