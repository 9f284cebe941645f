"""Words of speech and thought in classes, by stem: what a reader knows of English beyond what any one corpus happens to hold."""

from __future__ import annotations

VERBS = {
    "say": """say said says tell told state declare announce report add note remark comment mention explain describe reply replied
    respond answer
        insist maintain assert claim contend argue affirm reaffirm reiterate repeat restate stress emphasise emphasize underline
        underscore highlight
        observe recount recall testify swear swore vow pledge promise warn caution threaten predict forecast estimate project conclude
        reveal disclose
        confirm acknowledge admit concede confess clarify specify stipulate proclaim pronounce profess aver avow attest certify relate
        narrate
        interject elaborate continue allege posit postulate speak spoke speaking brief hint signal imply intimate indicate suggest mean
        meant""",
    "deny": """deny dispute refute rebut reject dismiss decline refuse rebuff disavow disown contradict counter retort object protest resist
        exclude disagree quibble demur spurn""",
    "ask": """ask question wonder inquire enquire query urge demand request appeal plead beg exhort implore press order instruct direct
    command
        advise recommend propose invite encourage challenge petition lobby seek sought counsel coax persuade remind summon prompt dare
        bid insist
        pressure require call moot table float""",
    "think": """think thought believe feel felt consider know knew understand understood realise realize expect hope fear worry doubt
    suspect assume
        imagine regard view deem judge decide agree want wish prefer intend envisage envision anticipate presume reckon suppose guess
        figure learn learnt
        perceive conceive contemplate mull ponder weigh guarantee trust""",
    "stand": """support oppose favor favour back endorse welcome accept approve embrace champion advocate espouse uphold veto""",
    "judge": """criticise criticize blast slam attack accuse blame condemn denounce decry lambast lambaste assail deride mock ridicule
    berate chide rebuke
        scold praise laud hail applaud commend congratulate thank apologise apologize lament bemoan complain defend justify liken
        compare characterise
        characterize portray depict cast dub label brand term call rap rip fault chastise disparage insult belittle deplore bash
        excoriate vilify
        scoff admonish reprimand castigate pan extol tout credit regret rue bewail""",
    "write": """write wrote written tweet retweet post publish blog email e-mail text cable quote cite reference refer read document
    detail outline
        pen author compose fax sketch spell""",
    "voice": """shout yell scream cry whisper mutter murmur joke quip laugh sigh boast brag grumble gripe moan gush exclaim intone
    opine muse snap fume
        thunder growl mumble stammer shriek holler bellow bark hiss drawl chant recite crow rail rant vent enthuse josh jest tease
        warble""",
    "show": """show find found demonstrate prove shows illustrate reflect suggest indicate confirm record note""",
    "discuss": """discuss debate talk chat converse negotiate raise address broach mention speculate theorise theorize
        hypothesise conjecture argue""",
}
NOUNS = {
    "speech": """statement speech remark comment claim allegation accusation assertion argument announcement pledge promise vow warning
    threat demand
        request proposal criticism complaint denial admission question answer reply response apology praise quote quotation message
        testimony call
        declaration proclamation plea appeal suggestion recommendation contention insistence rebuke attack comments account explanation
        description
        confirmation acknowledgement acknowledgment concession confession reminder forecast prediction estimate rumor rumour word
        assurance""",
    "thought": """view opinion belief thought idea feeling fear hope worry concern doubt suspicion assumption expectation desire wish
    stance position
        conclusion finding decision judgment judgement verdict ruling conviction impression perception sense understanding concerns
        hopes fears""",
    "text": """report survey poll study letter memo memorandum email e-mail tweet post article editorial op-ed column book essay paper
    release affidavit
        complaint lawsuit filing transcript document blog website communique note cable dispatch ad advert commercial headline resolution
        interview briefing conference podcast broadcast video footage documentary letter petition""",
    "speaker": """spokesman spokeswoman spokesperson official minister president premier chancellor analyst expert critic supporter
    lawyer attorney aide
        adviser advisor source leader chairman chairwoman chief secretary senator congressman congresswoman lawmaker diplomat
        ambassador general envoy
        strategist pollster professor director commissioner governor mayor judge prosecutor witness resident voter activist advocate
        economist
        historian researcher scientist author columnist reporter correspondent representative negotiator mediator negotiators union ministry
        government campaign committee agency department office council parliament court observer insider operative campaigner opponent
        ally delegate
        protester demonstrator investigator police officer commander rebel insurgent faction party organisation organization watchdog
        charity
        think-tank group deputy executive ceo founder candidate nominee politician""",
}


def stem(word: str) -> str:
    """A rough stem of a lower-case form, the same for its inflections.

    Examples
    --------
    >>> sorted({stem(word) for word in ("accuse", "accuses", "accused", "accusing")})
    ['accus']
    >>> stem("denied") == stem("denies") == stem("deny")
    True
    """
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("i" if ending in ("ied", "ies") else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    if len(word) > 2 and word[-1] == "y":
        word = word[:-1] + "i"
    return word


def _by_stem(classes: dict[str, str]) -> dict[str, str]:
    table: dict[str, str] = {}
    for name, words in classes.items():
        for word in words.split():
            table.setdefault(stem(word), name)
    return table


VERB_CLASS = _by_stem(VERBS)
NOUN_CLASS = _by_stem(NOUNS)
SAYING = frozenset(("say", "deny", "ask", "judge", "write", "voice"))
"""Classes of verbs that nearly always report somebody."""
