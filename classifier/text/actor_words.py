"""The words by which English news speaks of actors: offices, bodies of a state, kinds of groups, and the small words around them.

They are closed lists of common words; who is meant by one of them is for `references` to find.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, without order.

    Parameters
    ----------
    text : str

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(word_set("no yes no"))
    ['no', 'yes']
    """
    return frozenset(text.split())


MALE_TITLES = word_set(
    "mr sir lord king prince sheikh emir sultan baron count duke chairman spokesman congressman businessman emperor pope father"
)
FEMALE_TITLES = word_set(
    "ms mrs miss dame lady queen princess baroness countess duchess chairwoman spokeswoman congresswoman "
    "businesswoman empress sister mother"
)

# offices whose holder speaks for the body he or she holds it in
OFFICES = word_set(
    "minister premier president chancellor secretary spokesman spokeswoman spokesperson spokespeople spokesmen "
    "envoy ambassador negotiator adviser advisor aide leader "
    "chief head boss chair chairman chairwoman chairperson director commissioner coordinator co-ordinator "
    "representative delegate general commander colonel admiral "
    "brigadier lieutenant senator lawmaker mp mep mps meps congressman congresswoman deputy governor mayor "
    "councillor councilor cllr alderman councilman councilwoman king "
    "queen prince princess emir sultan sheikh ayatollah pope patriarch prosecutor whip treasurer organiser "
    "organizer executive ceo founder co-founder manager owner "
    "undersecretary under-secretary attaché consul taoiseach tánaiste official officials negotiators ministers "
    "leaders diplomat diplomats spokeswomen director-general "
    "secretary-general president-elect vice-president vice-chair vice-chairman vice-chairwoman co-leader co-chair "
    "co-chairman deputies lawmakers senators envoys delegates "
    "ambassadors representatives officer counsel lawyer attorney emissary legislator legislators parliamentarian "
    "parliamentarians rapporteur strongman commandant convener "
    "convenor steward organisers chiefs bosses heads advisers aides commanders vice-chancellor frontbencher "
    "backbencher backbenchers spokespersons speaker nominee candidate "
    "co-founders executives trustee member members interlocutor mediator mediators administrator chairmen directors "
    "counsellor supremo attorney-general solicitor-general "
    "ombudsman ombudswoman comptroller monarch ruler cardinal bishop archbishop minister-president vice-premier undersecretary- "
    "general coach captain tsar czar commissioners governors "
    "mayors councillors observer observers man woman people host counterpart rep sen gov amb clerk canon pastor dean  archdeacon "
    "viscount rector dean chargé pm mla mlas msp msps td tds archdeacon convenor reeve provost steward clerks "
    "delegates prelate nuncio "
)
# people who speak for nobody but themselves
OUTSIDERS = word_set(
    "analyst analysts economist economists professor lecturer researcher researchers historian scientist academic "
    "academics scholar expert experts journalist reporter "
    "correspondent editor columnist author commentator pollster strategist consultant fellow resident residents "
    "farmer farmers shopkeeper student students teacher "
    "nurse nurses doctor driver witness witnesses survivor relative relatives neighbour neighbor pensioner retiree "
    "widow veteran observer-at-large blogger broadcaster sociologist "
    "anthropologist geographer specialist watcher ex-minister ex-president ex-diplomat ex-officer peacekeeper "
    "trader traders broker brokers investor investors "
    "scientists biologist physicist engineer engineers lecturer reader lorry-driver fisherman fishermen villager "
    "villagers protester protesters demonstrator "
    "baker barber waiter waitress cook cleaner carer plumber electrician builder tenant landlord shopper commuter "
    "passenger voter voters fan fans supporter patient patients parent parents "
    "mother father grandmother grandfather daughter son brother sister cousin uncle aunt wife husband priest imam "
    "pastor vicar novelist poet actor actress singer publisher "
    "source sources insider insiders refugee refugees migrant volunteer activist-at-large philosopher lecturer-in- "
    "law barrister solicitor carpenter taxi-driver welder midwife"
)
# words for a body of a state: the state itself speaks
STATE_BODIES = word_set(
    "government ministry presidency cabinet parliament army military navy embassy treasury administration "
    "authorities forces troops delegation mission leadership junta regime "
    "chancellery premiership executive legislature congress senate monarchy palace coastguard coast-guard consulate "
    "side negotiators diplomacy defence-ministry "
    "ministries governments armed-forces secretariat general-staff"
)
# bodies of any actor
BODIES = word_set(
    "office board committee council commission spokesperson's team camp group headquarters press-office department "
    "bureau statement communiqué communique campaign"
)

# words for kinds of collective actors, and the kinds of party they may stand for
GROUPS: dict[str, frozenset[str]] = {
    "movement": word_set("movement armed-group party"),
    "militia": word_set("armed-group"),
    "militants": word_set("armed-group movement"),
    "rebels": word_set("armed-group movement"),
    "guerrillas": word_set("armed-group"),
    "insurgents": word_set("armed-group"),
    "paramilitary": word_set("armed-group"),
    "paramilitaries": word_set("armed-group"),
    "faction": word_set("armed-group movement party"),
    "group": word_set("armed-group movement ngo association company union group party bloc"),
    "organisation": word_set("organisation armed-group ngo association alliance"),
    "organization": word_set("organisation armed-group ngo association alliance"),
    "union": word_set("union"),
    "unions": frozenset(),
    "party": word_set("party"),
    "company": word_set("company"),
    "firm": word_set("company"),
    "carmaker": word_set("company"),
    "maker": word_set("company"),
    "chipmaker": word_set("company"),
    "manufacturer": word_set("company"),
    "developer": word_set("company"),
    "landlord": word_set("company"),
    "retailer": word_set("company"),
    "airline": word_set("company"),
    "operator": word_set("company"),
    "supplier": word_set("company"),
    "producer": word_set("company"),
    "start-up": word_set("company"),
    "startup": word_set("company"),
    "giant": word_set("company"),
    "bank": word_set("bank company"),
    "lender": word_set("bank company"),
    "broadcaster": word_set("company"),
    "utility": word_set("company"),
    "charity": word_set("ngo association foundation"),
    "ngo": word_set("ngo"),
    "bloc": word_set("bloc"),
    "alliance": word_set("alliance"),
    "coalition": word_set("coalition alliance bloc"),
    "club": word_set("club"),
    "league": word_set("league"),
    "federation": word_set("federation"),
    "confederation": word_set("confederation"),
    "association": word_set("association"),
    "council": word_set("council"),
    "commission": word_set("commission bloc"),
    "department": word_set("department"),
    "diocese": word_set("church"),
    "conference": word_set("congress"),
    "assembly": word_set("congress"),
    "bishops": word_set("church"),
    "initiative": word_set("campaign"),
    "campaign": word_set("campaign"),
    "university": frozenset({"university"}),
    "service": frozenset({"agency"}),
    "office": frozenset(),
    "board": word_set("board"),
    "team": frozenset(),
    "camp": frozenset(),
    "wing": frozenset(),
    "branch": frozenset(),
    "lobby": word_set("association federation"),
    "umbrella": word_set("association federation confederation"),
    "caucus": word_set("committee"),
    "clubs": frozenset(),
    "committee": word_set("committee"),
    "agency": word_set("agency organisation"),
    "watchdog": word_set("agency organisation authority regulator"),
    "regulator": word_set("agency authority regulator"),
    "authority": word_set("authority"),
    "court": word_set("court"),
    "tribunal": word_set("court"),
    "body": word_set("organisation association federation agency league authority council"),
    "fund": word_set("fund"),
    "forum": word_set("forum"),
    "society": word_set("society"),
    "institute": frozenset(),
    "chamber": word_set("chamber"),
    "trust": word_set("trust"),
    "foundation": word_set("foundation"),
    "network": word_set("network"),
    "front": word_set("front"),
    "congress": word_set("congress"),
    "church": word_set("church"),
    "guild": word_set("guild union"),
    "college": word_set("college union"),
    "country": word_set("state"),
    "nation": word_set("state"),
    "kingdom": word_set("state"),
    "republic": word_set("state"),
    "emirate": word_set("state"),
    "monarchy": word_set("state"),
    "ally": frozenset(),
    "partner": frozenset(),
    "state": frozenset(),
}

# type words of names of their own: "... Party", "... Residents' Association"
TYPES: dict[str, str] = {}
for _kind, _text in {
    "party": "Party Democrats Socialists Liberals Greens Alternative",
    "union": "Union Unions Teamsters Guild Workers Brotherhood Employees Steelworkers Machinists Autoworkers Nurses Pilots",
    "federation": "Federation",
    "confederation": "Confederation",
    "association": "Association Associations Assn Community",
    "council": "Council Councils",
    "alliance": "Alliance",
    "front": "Front",
    "movement": "Movement Resistance Rebels",
    "coalition": "Coalition Bloc List Pact",
    "congress": "Congress Assembly Conference Convention",
    "league": "League",
    "committee": "Committee Caucus",
    "commission": "Commission",
    "authority": "Authority Regulator",
    "agency": "Agency Bureau Administration Service Inspectorate Directorate Ombudsman",
    "board": "Board",
    "bank": "Bank",
    "fund": "Fund",
    "foundation": "Foundation Endowment",
    "trust": "Trust",
    "society": "Society",
    "network": "Network",
    "campaign": "Campaign Initiative Action Platform",
    "forum": "Forum Roundtable",
    "chamber": "Chamber",
    "court": "Court Tribunal",
    "organisation": "Organisation Organization Secretariat Taskforce",
    "armed group": "Army Brigade Brigades Militia Front Forces Guard Legion Battalion Jihad",
    "club": "FC AFC CF SC Rovers Wanderers Athletic Albion Hotspur Rangers Borussia",
    "company": (
        "Group Corp Corporation Inc Ltd plc PLC LLC Company Co Airlines Airways Motors Holding Holdings Partners Homes "
        "Housing Energy Capital Properties Estates Developments "
        "Developers Systems Technologies Labs Media Foods Pharma Rail Railways Water Power Gas Oil Steel Shipping "
        "Logistics Industries Electric Enterprises Resources "
        "Minerals Mining Land Lettings AG SE NV SA SpA GmbH AB Lines Ferries Telecom Robotics Semiconductor Semiconductors AI"
    ),
    "church": "Church Diocese Synod",
    "college": "College",
    "group": (
        "Change Hope Future Youth Liberalism Socialism Democracy Freedom Solidarity Unity Renewal Progress Left Right "
        "Together Forward Buses Traders Hosts Taxpayers Motorists Cyclists Shopkeepers Retailers Hoteliers Brewers Bakers "
        "Miners Doctors Consultants Physicians Surgeons Midwives Teachers Lecturers Students Scientists Lawyers Judges "
        "Journalists Writers Actors Musicians Players Referees Fishermen Seafarers Dockers Truckers Drivers Producers "
        "Exporters Importers Manufacturers Employers Women Mothers Fathers Pensioners Commons Shelter Rights Watch Aid "
        "Relief Monitor Alert Policy Concern"
    ),
    "residents": (
        "Residents Tenants Neighbours Neighbors Landlords Farmers Growers Ranchers Families Parents Patients Friends "
        "Supporters Fans Citizens Veterans"
    ),
    "office": "Office",
}.items():
    for _word in _text.split():
        TYPES.setdefault(_word, _kind)
# schools and institutes: whoever speaks from there speaks for nobody
ACADEMIC = word_set(
    "University Institute Institution School College Centre Center Academy Observatory Laboratory Polytechnic Think-Tank Museum"
)
MEDIA = word_set(
    "Times Post Herald Tribune Gazette Journal News Radio Television TV Newspaper Observer Telegraph Chronicle "
    "Courier Echo Mail Star Broadcasting Magazine Review Podcast Today"
)
PLACES = word_set(
    "Street Road Avenue Square Bridge River Valley Sea Ocean Bay Strait Straits Gulf Canal Lake Island Islands "
    "Mountains Mount Hill Park Airport Station Hotel Palace "
    "Stadium Arena Province Region District County Peninsula Desert Delta Port Harbour Harbor Crossing Corridor "
    "Gate Camp Hospital Highway Basin Coast Border Plain "
    "Plateau Forest Beach Reef Shoal Hall Cathedral Church Mosque Tower Treaty Agreement Accord Accords Act Pact "
    "Protocol Plan Declaration Convention Charter Summit "
    "Law Bill Directive Regulation Constitution Deal War Wars Award Prize Cup Olympics Games Open Festival Day Week "
    "Express Flight Line Pipeline Stream Dialogue Process Framework "
    "Memorandum Statute Resolution Programme Program Project Scheme Initiative Strategy Theatre Theater"
)
GEO_MODIFIERS = word_set(
    "north south east west northern southern eastern western central upper lower greater northeast northwest "
    "southeast southwest north-eastern mainland inner outer"
)

# what the names of ships begin with
SHIPS = word_set("HMS USS USNS HMAS HMCS HNLMS BRP INS KRI KD CNS MV MT SS RV RFA ROKS JS PNS RSS TCG ITS FS")
CHAMBERS = word_set(
    "senate house select standing joint central foreign relations affairs budget judiciary ways means banking appropriations rules ethics "
    "special permanent ad-hoc conference unification rural petitions constitutional science armed services veterans homeland oversight"
)

NOT_ACRONYMS = word_set(
    "TV AI GDP CEO GMT BST UTC CET PM MP MPS VAT HIV DNA LNG SUV EV EVS HQ ID CV DJ PR IT OK AM CFO COO CTO ICU A&E "
    "GP GPS GPs PhD MBA QC KC JD DC NYC LA "
    "I II III IV VI VII VIII IX XI XII XIV XVI UK-EU AFP AP DPA PA NPA ANSA TASS BBC CNN ITV NPR NBC ABC CBS CTV "
    "RTV FAQ PDF SMS USB CO2 COVID PPE CPI USD EUR GBP BN "
    "KM KG MW GW TWH MM CM F-16 HIMARS ATACMS ICBM SPV CCTV MRI CT IQ PTSD LGBT LGBTQ R&D PLC LLC LTD RIP VIP WWI "
    "WWII AGM NGO NGOS NGOs PAs PVC VAR A.I. H.E. THAAD BRT CBD THE AND FOR A Q QA OR NO YES VS NB"
)

BLOCKING = word_set(
    "former ex late opposition retired exiled ousted deposed jailed onetime one-time erstwhile disgraced anti- "
    "government unnamed-former outgoing-opposition"
)
PORTFOLIOS = word_set(
    "foreign defence defense interior finance financial health education justice transport transportation energy "
    "climate environment agriculture agricultural trade economy economic "
    "economics labour labor culture cultural infrastructure housing immigration migration digital science industry "
    "prime deputy vice senior assistant first second state chief general home shadow "
    "press planning national security intelligence aid humanitarian political parliamentary party union government "
    "military army naval air police presidential commerce treasury budget "
    "policy media communications campaign executive managing regional local city county federal special permanent "
    "acting interim high top lead leading junior social development "
    "international external internal public welfare pensions tourism sport sports water fisheries rural equality "
    "women family youth veterans European overseas cabinet "
    "commercial operations legal technology innovation research employment work interior tax revenue customs border "
    "borders attorney secretary director commissioner minister "
    "house senate majority minority ranking floor group board council committee delegation court supreme staff "
    "medical clinical nursing strike sector housing transport legislative "
    "whip spokes chief-of-staff co veteran longtime long-serving outspoken then newly crown"
)

DETERMINERS = word_set(
    "the a an one another this that these those some any each every no both two three several many few most other "
    "all either neither four five six"
)
DEFINITE = word_set("the this that both these those")
POSSESSIVES = {"his": "m", "her": "f", "its": "it", "their": "they"}
PRONOUNS: dict[str, str] = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "it", "its": "it", "itself": "it", "they": "they", "them": "they", "their": "they", "theirs": "they",
}  # fmt: skip
PREPOSITIONS = word_set(
    "of in at to from for with by on about against over under between among into onto through via near outside "
    "around across behind beyond within without inside "
    "towards toward upon off despite during since until after before like unlike including amid along above below alongside per"
)
VENUES = word_set(
    "in at near outside around across inside into through via onto within over visited visit visiting toured left "
    "leaving reached reaching above throughout"
)
FUNCTION_WORDS = (
    PREPOSITIONS
    | DETERMINERS
    | word_set(
        "and or but nor yet so as if when while because although though unless whether that which who whom whose what "
        "where why how than then there here not only also even just still "
        "i you he she it we they me him us them my your his her its our their mine ours theirs myself himself herself "
        "itself themselves is are was were be been being am has have had having "
        "do does did doing will would shall should can could may might must ought let lets said says say told tells "
        "added adds asked wrote writes called insisted warned argued replied "
        "according however meanwhile moreover nevertheless nonetheless instead later earlier once now today yesterday "
        "tomorrow tonight monday tuesday wednesday thursday friday saturday sunday "
        "last next such same own more less least much very too again ever never always often perhaps maybe well yes no "
        "not nor asked speaking meanwhile elsewhere already under above further "
        "nobody nothing everyone everybody everything someone something anyone anything none earlier later former opposition "
        "retired exiled"
    )
)
MONTHS = word_set(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul "
    "Aug Sept Sep Oct Nov Dec "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Ramadan Christian Muslim Islamist "
    "Jewish Sunni Shia English Arabic Catholic Catholics Orthodox Protestant Protestants Anglican Sikh Sikhs Hindu Hindus Buddhist "
    "Buddhists "
    "Muslims Christians Jews Islamic Islamists Peronist Maoist Marxist Zionist Congressional Presidential Soviet Soviets Europeans "
    "Africans "
    "Asians Arabs Kurds Roma Communist Industry Democratic Hispanic Hispanics Latino Latinos Islam Judaism Christianity African-American "
    "African-Americans Asian-American Asian-Americans Mexican-American Mexican-Americans Internet Earth"
)
# words that open a sentence and are no name
OPENERS = FUNCTION_WORDS | word_set(
    "negotiators diplomats officials ministers lawmakers analysts critics supporters opponents families residents "
    "police protesters researchers economists experts doctors nurses "
    "teachers workers unions employers companies parents students journalists reporters farmers voters leaders "
    "talks fighting shelling clashes violence hunger analysis read watch live "
    "updated speaking pressed questioned reached relief aid asylum troops soldiers rebels militants hundreds "
    "thousands dozens millions deputy chief state government ministry "
    "take see meet ask call enter exit consider add oil gas "
    "under sources question answer statement dear good great new old long short first second third finally yet still thus hence"
)
SPEECH = word_set(
    "said says say saying told tells tell added adds asked asks wrote writes called calls insisted insists warned "
    "warns argued argues replied replies announced announces declared declares stated states "
    "claimed claims admitted admits confirmed confirms denied denies explained explains noted notes stressed "
    "stresses suggested suggests urged urges responded responds went continued "
    "concluded concludes demanded demands complained complains tweeted posted remarked remarks observed observes "
    "pledged pledges promised promises vowed vows reiterated reiterates "
    "repeated repeats maintained maintains acknowledged acknowledges conceded concedes agreed agrees refused "
    "refuses rejected rejects welcomed welcomes backed backs opposed opposes "
    "supported supports proposed proposes wants wanted want hopes hoped believes believed thinks thought expects "
    "expected favours favors accepted accepts dismissed dismisses "
    "signalled signaled signals hinted hints indicated indicates ruled rules voted votes filed tabled tables signed "
    "signs plans planned intends intended threatened threatens "
    "condemned condemns criticised criticized criticises accused accuses praised praises countered counters quipped "
    "joked recalled sighed snapped retorted testified testifies "
    "offered offers sought seeks seek called finds found feels felt sees saw is has was had will would could can "
    "may might must should does did are have were do makes made takes took gave gives "
    "stands stood remains remained keeps kept holds held put puts set sets began begins started stays stayed needs "
    "needed likes liked prefers preferred balked baulked objects objected "
    "lobbied lobbies campaigned campaigns pushed pushes pressed presses resisted resists blocked blocks vetoed "
    "vetoes approved approves endorsed endorses declined declines came comes"
)
# irregular pasts that say what an actor did
PAST_VERBS = word_set(
    "sent met won led lost broke fell rose spoke chose drew fought swore struck split quit paid built bought brought sold spent fed stuck "
    "withdrew drove ran sat left bore sank shut cut hit let grew threw flew rode taught caught sprang clung dug forbade forgave undertook"
)
PLACES_AS_SURNAMES = word_set("Jordan Washington Holland Ireland Israel Chad Georgia Montenegro Lincoln")
FOREIGN_HEADS = word_set(
    "Bund Verband Verein Partido Partei Parti Partito Sindicato Sindacato Syndicat Federación Fédération "
    "Federazione Confederación Confédération Asociación Unión Movimiento Mouvement Movimento Liga Ligue Lega Frente "
    "Coalición Sociedad Société Vereniging Les Los Las Via Pro Alianza Alleanza Alliance"
)
LEADING = word_set(
    "belongs belonged leads led heads headed chairs chaired runs ran represents represented speaks spoke sits serves served "
    "negotiates negotiated coordinates directs directed oversees oversaw advises advised "
    "commands commanded presides presided manages managed handles handled owns owned founded works worked is was "
    "acts acted holds held steers"
)
HEADING = word_set(
    "leads led heads headed chairs chaired runs ran run commands commanded manages managed represents represented "
    "presides presided directs directed coaches coached founded"
)
JOINING = word_set("belongs belonged joined speaks spoke works worked sits sat standing stands stood")
RISING = word_set(
    "speaks rose opened spoke speaking stood standing stands running runs answering answered replied replying appeared "
    "appearing summed closed"
)
OUTSIDE_VERBS = word_set(
    "teaches taught studies studied edits edited lectures lectured researches researched writes writes blogs "
    "monitors studied follows covers analyses analyzes farms drives lives lived"
)
NAME_PARTICLES = word_set(
    "al el bin ibn ben bint abu de da do dos das du del della di la le van von der den ter ten zu zum af av y e ould st san abd"
)
HONORIFICS = word_set(
    "mr mrs ms miss dr prof gen col maj capt lt sgt sen rep gov rev hon sir dame lord lady cmdr adm brig cllr "
    "president minister imam ayatollah sheikh"
)
TITLE_DOTTED = word_set("mr mrs ms dr prof gen col maj capt lt sgt sen rep gov rev hon cmdr adm brig st jr amb cllr supt insp")
