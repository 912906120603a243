"""The rules of what a page says to its visitor: for each, words that call it and its pattern."""

# A page speaks about itself, with "you" and "our", and in orders. Each rule wants two of these
# at once; one alone ("sign up for a follow-up visit", "the free trial arm") is the text's own.
# A rule is tried only where one of its words stands in the sentence, which keeps prose quick.
RULES: tuple[tuple[str, str], ...] = (
    # cookies, the connection, the browser
    (
        "cookie cookies",
        r"\bcookies?\b.{0,80}\b(?:we|our|us|used?|using|accept|consent|agree|policy|statement"
        r"|settings"
        r"|preferences|browser|web ?site|site|device)\b"
        r"|\b(?:we|our|this (?:web)?site|agree|accept|consent|manage|reject"
        r"|necessary)\b.{0,80}\bcookies?\b",
    ),
    ("partners", r"\b(?:we|our|us)\b.{0,40}\bpartners\b.{0,60}\b(?:store|device|data|process)"),
    ("https", r"\bhttps://[\"”’)]?(?:\s|$).{0,120}\b(?:encrypt\w*|secure\w*|official)\b"),
    (
        "secure",
        r"^(?:the|this|our) (?:web)?(?:site|page|connection|checkout) is secure\b"
        r"|\bsecure checkout\b",
    ),
    ("padlock", r"\bpadlock\b.{0,60}\b(?:secure|connect\w*|tells?|read|means|https)"),
    (
        "official gov",
        r"\bofficial (?:web)?sites?\b|\.gov\b.{0,60}\b(?:address|website|belongs?|reserved|means)",
    ),
    (
        "browser browsers",
        r"\b(?:your|this|modern|supported|outdated|older|old) browsers?\b|\bbrowser (?:version"
        r"|settings)\b"
        r"|\byour browser\b",
    ),
    (
        "javascript java",
        r"\b(?:enable|disabled?|requires?|needs?|without|turn on) java ?script\b"
        r"|\bjava ?script\b.{0,30}\b(?:enabled|disabled|to (?:use|view|display|see))",
    ),
    (
        "robot human captcha",
        r"\bnot a robot\b|\bcaptcha\b|\b(?:are|not) (?:you are )?a human visitor\b"
        r"|\bverify (?:that )?you are (?:a )?human",
    ),
    ("unusual", r"\bunusual (?:activity|traffic)\b.{0,40}\bnetwork"),
    (
        "your",
        r"\byour (?:network|connection|e-?mail(?: address)?|inbox|account|password|subscription"
        r"|session|library"
        r"|institution|cart|basket|comment|comment data|user ?names?|preferences|wish ?list|profile"
        r"|bookmarks?|notifications?|notes|ip address|purchase|feedback|ad ?blocker|free"
        r"|order)\b(?! of\b)",
    ),
    # privacy and other promises
    (
        "privacy personal",
        r"\b(?:we|our)\b.{0,40}\b(?:privacy|personal (?:data|information|details))\b"
        r"|\byour privacy\b"
        r"|\bprivacy (?:policy|notice|statement|settings|promise|cent(?:re|er))\b",
    ),
    ("terms", r"\bterms of (?:use|service|sale)\b|^.{0,60}\bterms (?:and|&) conditions\b.{0,25}$"),
    (
        "spam unsubscribe opt",
        r"\bno spam\b|\bwe (?:will )?(?:never|do not|don[’']t|won[’']t) spam\b|\bunsubscribe\b"
        r"|\bopt out (?:at any|of our)",
    ),
    ("never", r"\bwe(?:[’']ll)? (?:will )?never (?:share|sell|rent)\b|^never miss (?:a|an|out)\b"),
    # sign-ups, trials, shops
    (
        "newsletter newsletters mailing",
        r"\bnewsletters?\b.{0,60}\b(?:our|your|subscribe|sign|join|get|latest|free|week|inbox"
        r"|e-?mail)\b"
        r"|\b(?:our|join|subscribe|sign(?:ing)? ?up|get|receive)\b.{0,50}\b(?:newsletters?"
        r"|mailing list)\b",
    ),
    (
        "trial free",
        r"\b(?:start|begin|try|get|claim|activate) (?:your|our|a free|for free)\b.{0,15}\b(?:free"
        r"|trial|now|today)\b"
        r"|\b(?:our|get|a|your|book|claim|download)\b.{0,25}\bfree (?:consultation|quote|e-?book"
        r"|guide|webinar|download|sample|calendar|report)\b.{0,40}$"
        r"|\bfree (?:shipping|delivery)\b",
    ),
    (
        "sign log signed logged login signup",
        r"^(?:sign|log) ?(?:up|in|on|out)\b(?!.{0,60}\b(?:patients?|participants?)\b)"
        r"|\b(?:please|you must be|you must|you need to|you have to|to) (?:log|sign|logged"
        r"|signed) ?(?:in|up|on)\b.{0,40}\b(?:comment|view|read|access|post|reply|continue"
        r"|download)\b"
        r"|\b(?:sign|log) in (?:via|through|with|using)\b|\bset up alerts\b",
    ),
    (
        "subscribe register join follow donate subscribers",
        r"^(?:subscribe|register|join|donate|follow) (?:us|now|today|to|for (?:free|our|updates)"
        r"|our|here|via)\b(?!.{0,40}\bpatients?\b)"
        r"|^follow (?!the\b|up\b|these\b|this\b|a\b|local\b|your\b|all\b|any\b"
        r"|with\b)[\w’'. ]{2,30} on [A-Z@]\w+"
        r"|\bjoin [\d,]+ other\b|\bother subscribers\b|\bjoin the (?:conversation|discussion"
        r"|debate)\b|^to subscribe\b",
    ),
    (
        "book schedule request arrange reserve claim make",
        r"\b(?:book|schedule|request|arrange|reserve|claim|make)\b (?:a|an|your|now|today|online"
        r"|my)\b.{0,30}"
        r"\b(?:consultation|appointment|call(?: ?back)?|visit|demo|online|now|today|assessment"
        r"|gift|donation)\b"
        r"(?:[^.]{0,15}$|.{0,40}!|.{0,40}\b(?:today|now|here|online|with us)\b)",
    ),
    (
        "call text phone ring email contact message chat",
        r"^(?:please )?(?:call|text|phone|ring|e-?mail|contact|message|chat with)"
        r" (?:us|our (?:office|clinic|team|staff)|now|today|the clinic|me)\b"
        r"(?:[^.]{0,15}$|.{0,40}(?:!|\btoday\b|\bnow\b|\d{3}|@|\blearn\b|\bbook\b|\bmore\b"
        r"|\bschedule|\bconsult|\bfree\b|\bquestions?\b))"
        r"|^(?:call|contact|ring|phone|tel|fax)\b(?!.*\bif\b).{0,40}\(?\+?\d[\d ().-]{7,}\d",
    ),
    (
        "limited act hurry wait spots off offer offers guarantee while results",
        r"\blimited[- ]time (?:only|offer|deal|price)\b|^(?:hurry|act now)\b|^don[’']t (?:wait"
        r"|miss (?:out|this))\b"
        r"|\bwhile (?:supplies|stocks?) last\b|\bspots? (?:are |will )?fill|\bspecial offers?\b"
        r"|\bmoney[- ]back\b"
        r"|\b\d+ ?% off\b.{0,40}\b(?:your|today|now|order|visit|first)|^we guarantee your\b"
        r"|^(?:individual )?results (?:may|will) vary\.?$",
    ),
    (
        "ready started",
        r"^(?:are you )?ready to\b.{0,80}\b(?:you|your|started|begin)\b.{0,40}[?!]$"
        r"|^get started\b.{0,20}$",
    ),
    (
        "add added cart basket prices bought qualifying commission checkout",
        r"\b(?:add|added) to (?:your |my )?(?:cart|basket|bag|favou?rites|collections?|wish ?list"
        r"|library|calendar)\b"
        r"|\bprices include\b|\bbought this also\b|\bearns? (?:a (?:small )?commission"
        r"|from qualifying)",
    ),
    # links and buttons
    (
        "click clicking tap",
        r"\bclick(?:ing)? here\b|^(?:please |just )?click (?:on|the|below|to|this|through|for)\b"
        r"|\bplease click\b"
        r"|\bclick (?:the|on the)\b.{0,25}\bbelow\b|^tap (?:here|below|to (?:view|open|call))\b",
    ),
    (
        "more all",
        r"^(?:read|see|view|show|load|find out|learn|discover)\b.{0,12}\b(?:more|all)\b"
        r"(?:[^.]{0,60}$|\s+(?:about|on|at|from|here)\b.{0,50}$)",
    ),
    (
        "how why our",
        r"^(?:read|see|view|learn|discover|find out) (?:our|how (?:we|our|your)|why (?:we|our))\b",
    ),
    (
        "skip jump back return scroll",
        r"^(?:skip|jump|go|back|return|scroll) (?:back )?to\b.{0,25}\b(?:content|navigation|main"
        r"|top|menu|search|home"
        r"|form|section|article|page|results|footer|text|list|a[- ]?z|index|all)\b.{0,12}$",
    ),
    (
        "reading opens",
        r"^(?:continue|keep) reading\b|\bcontinue reading below\b|\bopens in (?:a )?new (?:window"
        r"|tab)\b",
    ),
    (
        "share tweet post pin send print email save forward recommend bookmark report like cite"
        " export download listen",
        r"^(?:share|tweet|post|pin|send|print|e-?mail|save|forward|recommend|bookmark|rate|report"
        r"|like|cite|export|download|listen)"
        r"(?: to)? (?:this|it (?:on|with|to)|on|via|to (?:a |your )?(?:friend|kindle|device|phone"
        r"|citation|facebook|twitter|x\b)"
        r"|with (?:your )?friends(?! and)\b(?!.{0,20}:)|an? error|article|page|citation"
        r"|pdf)\b(?! (?:drug|dose|treatment|information with (?:your|the)))",
    ),
    (
        "facebook twitter linkedin instagram youtube whatsapp telegram pinterest reddit mastodon"
        " tiktok bluesky",
        r"\b(?:share|tweet|post|follow|like|find|join|connect)\b.{0,30}\b(?:facebook|twitter"
        r"|linkedin|instagram|youtube|whatsapp"
        r"|telegram|pinterest|reddit|mastodon|tiktok|bluesky)\b.{0,30}$",
    ),
    (
        "copy download export citation",
        r"^copy (?:the |this )?(?:citation|link|doi|url)\b|^(?:download|export) (?:the "
        r"|this )?(?:citation|pdf|ris|bibtex|article|references)\b"
        r"|^downloaded (?:from|by)\b",
    ),
    ("downloaded", r"^downloaded (?:from|by)\b"),
    (
        "video audio tag unavailable",
        r"\b(?:video|audio|content) (?:is )?unavailable\b|\bsupport the (?:video|audio) tag\b",
    ),
    # comments and notes
    (
        "characters words character",
        r"\b\d[\d,]* (?:characters?|words?) (?:remaining|left)\b(?! (?:in|for|of|on)\b)"
        r"|\bcharacters remaining\b",
    ),
    (
        "reply replies comment comments review note feedback",
        r"^(?:leave|post|write|add|submit|view|hide|show|cancel)\b.{0,12}\b(?:repl(?:y|ies)"
        r"|comments?|review|note|feedback)\b.{0,30}$"
        r"|\bcomments? (?:are|is|will be|may be) (?:moderated|closed|reviewed before|held)\b"
        r"|\bcomment data\b"
        r"|^\d+ (?:comments?|repl(?:y|ies)|responses?)\b.{0,20}$",
    ),
    ("thoughts responses akismet", r"^\d+ (?:thoughts?|responses?) (?:on|to)\b|\bakismet\b"),
    (
        "required save fields published",
        r"\brequired fields?\b.{0,20}\bmarked\b|^\*? ?required fields?\.?$|\bsave my name\b"
        r"|\bfields? (?:are )?marked\b"
        r"|\be-?mail\b.{0,20}\bwill not be (?:published|shared)",
    ),
    (
        "helpful useful find improve",
        r"\bdid you find (?:what|this)\b|\bwas this (?:page|article|answer"
        r"|information)? ?(?:helpful|useful)\b"
        r"|\bhelp us improve\b|\bfound this helpful\b|^please help improve this\b"
        r"|\bhow can we improve\b",
    ),
    (
        "html markdown bbcode formatting",
        r"\b(?:markdown|html|bbcode)\b.{0,40}\b(?:works|tags|allowed|supported|help|syntax)\b"
        r"|\bformatting help\b",
    ),
    (
        "powered theme designed site website",
        r"^(?:proudly )?powered by\b|^theme: |^(?:site|website|web) ?(?:design(?:ed)?)? by\b",
    ),
    (
        "thank thanks visit visiting",
        r"\bthank(?:s| you) for (?:visiting|reading|subscribing|signing up|your (?:interest|order"
        r"|comment))\b"
        r"|\bvisit(?:ing)? our (?:web ?site|site|page|pages|blog|store|shop|faq)\b",
    ),
    ("testing spreading", r"\bquestion is for testing\b|\bspreading the word\b"),
    # the site on itself, and the law
    (
        "site website",
        r"\bthis (?:web)?site (?:uses|is (?:protected|intended|owned|operated|for|run|not)|may"
        r"|contains|does not|provides|requires|works)",
    ),
    (
        "information content material materials substitute advice statements",
        r"\b(?:information|contents?|materials?)\b.{0,30}\b(?:on|in|at|by|of) (?:this|our"
        r"|the) (?:web ?site|site|web ?page|page|blog|article|post|portal)\b"
        r".{0,90}\b(?:purposes?|advice|substitute|professional|liab\w+|educational|warrant\w*)"
        r"|\bnot (?:intended )?(?:as |to be |be "
        r"|a )?.{0,30}\bsubstitute for (?:professional )?(?:medical|professional"
        r"|legal)\b.{0,20}\b(?:advice|care|diagnosis)"
        r"|^these statements have not been evaluated\b",
    ),
    (
        "article page post content blog story leaflet information constitute",
        r"\bthis (?:article|page|post|content|blog|story|information) (?:is|was|contains"
        r"|may contain|does not)\b"
        r".{0,40}\b(?:informational|educational|members|subscribers|affiliate|edited|sponsored"
        r"|constitute)\b"
        r"|\b(?:feedback on|problem with|error (?:on|in)|about) this page\b.{0,5}$"
        r"|\bis this page useful\b"
        r"|\bdo(?:es)? not constitute (?:medical|professional|legal) advice\b"
        r"|\bthis (?:leaflet|information|document|booklet)\b.{0,40}\b(?:large print"
        r"|another language"
        r"|other languages|(?:an)?other formats?|braille|easy read|audio)\b",
    ),
    ("affiliate", r"\baffiliate (?:links?|we|program)"),
    (
        "buy order",
        r"^(?:buy|order)\b.{0,40}\b(?:online|now|today)\b|\bwithout (?:a"
        r" )?prescription\b.{0,10}$",
    ),
    (
        "check watch",
        r"^(?:please )?check (?:it out|out (?:our|my|these|the))\b|^watch"
        r" (?:the|our|this) video\b",
    ),
    ("also", r"^(?:read|see|watch) also:"),
    (
        "quiz qualify candidate",
        r"^take (?:our|the|this)\b.{0,20}\bquiz\b|^(?:see|find out) if"
        r" you\b.{0,40}$",
    ),
    (
        "already member members account signed subscribe articles subscriber",
        r"^already (?:a|have)\b.{0,30}\b(?:subscriber|member|account|registered)\b"
        r"|^become a (?:member|subscriber|patron)\b"
        r"|^(?:create|open) (?:an|your) account\b.{0,20}$|^keep me signed in\b"
        r"|^to continue reading\b"
        r"|\b\d+ (?:free )?articles? (?:left|remaining)\b|^(?:please )?subscribe (?:now"
        r"|to (?:read|continue))\b",
    ),
    (
        "try saved load name",
        r"^(?:please )?try again\b.{0,20}$|^your saved \w+$|^unable to"
        r" load\b|\bmust be less than \d+ characters\b",
    ),
    ("app", r"^(?:get|download|open in) (?:the|our) app\b.{0,20}$|\bavailable on the app store\b"),
    ("later", r"^save for later$"),
    (
        "getty shutterstock unsplash istock",
        r"^.{0,80}\b(?:getty"
        r" images|shutterstock|unsplash|istock)\b.{0,20}$",
    ),
    ("rights", r"\ball rights reserved\b|\brights and (?:content|permissions)\b"),
    (
        "© copyright c copyrighted",
        r"^[^.]{0,40}©|©\s*(?:19|20)\d\d|\(c\) ?(?:19|20)\d\d|^copyright (?:©|\(c\)|\d{4}|by\b"
        r"|and (?:licen|permission)|holder|notice)",
    ),
    (
        "creative commons open licensed license licence permits",
        r"\b(?:creative commons|cc[ -]by\S*|open.?access (?:article"
        r"|paper))\b.{0,90}\b(?:licen[cs]e|attribution|distributed|terms|permits)\b"
        r"|\blicen[cs]ed? under\b.{0,40}\b(?:creative commons|cc)\b|\bpermits (?:unrestricted"
        r"|non.?commercial)\b.{0,30}\buse\b",
    ),
    (
        "advertisement advertising sponsored promoted ad ads",
        r"^(?:advertis(?:ement|ing)|sponsored|promoted|ads?)\b[\s:–—-]*(?:$|continue|content\b"
        r"|by\b|post\b|feature\b|stories\b)",
    ),
    (
        "google ★ ⭐ rated yelp trustpilot",
        r"\bgoogle review\b|[★⭐]{3}|\b(?:reviews?|rated) on (?:google|yelp|trustpilot)\b",
    ),
    (
        "supplemental supplementary",
        r"^(?:\W*\w+ ){0,4}?supplement(?:al|ary) (?:digital )?(?:content|materials?|data"
        r"|information|files?)\b.{0,60}"
        r"\b(?:available (?:for|at|online|from|with|in|to)|online|accompan\w+)\b.{0,60}$"
        r"|\bcontains supplementary material\b.{0,60}$",
    ),
    ("printed", r"\bprinted copies are uncontrolled\b|\bprinted from\b.{0,40}$"),
    ("page", r"\b(?:this )?page (?:was )?(?:last )?(?:updated|reviewed|modified)\b"),
    (
        "alerts alert",
        r"\bset up (?:e-?mail )?alerts\b|^(?:get|receive|create"
        r"|set up)\b.{0,25}\balerts?\b.{0,20}$",
    ),
    (
        "enter type select",
        r"^(?:please )?(?:enter|type) your\b|^select (?:a|an|your) (?:language|country|region"
        r"|state|interests)\b",
    ),
    (
        "access",
        r"\baccess (?:through|via) your\b|\binstitutional (?:access|login)\b|\b(?:buy|purchase"
        r"|rent) (?:this )?(?:article|access|pdf)\b|^get access\b",
    ),
    ("institutional", r"\badd institutional\b"),
    ("straight here", r"\bstraight to your\b|^here[’']s how you know\b"),
    (
        "wikipedia encyclopedia citations stub",
        r"\bthe free encyclopedia\b|\bneeds additional citations\b|^this article is a stub\b",
    ),
)
