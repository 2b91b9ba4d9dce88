// Words of ordinary English that are no words of injections: counted over the ordinary English texts of
// the training data, those that several sources use. They tell a text from one in disguise, and what
// a misspelt word or a run of letters is meant to be.

/** Each once, in the order of the alphabet; four letters and more, and the shorter that are words. */
export const ORDINARY_WORDS: readonly string[] = `
abilities ability able abort absolute absolutely abstract abuse academic accent accept acceptable
accepted accepts accessible accessing accidentally accomplish according accordingly accounting
accounts accuracy accurate accurately achieve achieving acknowledge action actionable actions
activate activated active activities activity actor actors actual adam adapt adapted add added
adding addition additional additionally additions addressed addresses addressing adds adjust
administration administrative adopt adult adults advance advanced advancements advantage adventure
advice advisor advisories advisory affect affected afraid africa african afternoon agenda agents
ages aggressive agree agreed agreement ahead aim air alarm album alert alerts alex alexander
algorithm algorithms alias alice align aligned alive allocate allowing almost alone alongside
alpha alter alternate alternative alternatives amazing amazon america american amount analysis
analytics analyze analyzer analyzing ancient andrew android angeles angry animal animals annual
anonymous another answering anti anyone anywhere apache apart appear appearance appears append
apple applicable application applications applied applies apply applying appointed appointment
appreciate approach approaches appropriate approval approved apps april arbitrary architect
architecture archive archives area areas arena args argument arguments arm army arrive arrived art
arthur articles artifact artifacts artificial artist arts asia asking aspect aspects assembly
assert assertions assess assessment asset assets assign assigned assignment assist assistance
assists associated association assume assumed assuming async attach attached attack attacks
attempt attempting attempts attend attending attention attribute attributes audience audio audit
august australia auth authenticate authenticated authentication author authoritative authority
authorization authors auto automated automatic automatically automation autonomous availability
available average avoid avoiding avoids await award aware awareness away awesome azure baby backed
backend background backup bad badly balance ball banana band base baseline basic basics basketball
batch battle bear bearer beat beautiful beauty became become becomes becoming begins behalf behave
behavior behind beliefs believe belong belongs below bench benchmark benchmarking benefit benefits
besides beta better beyond bias big biggest bill billing billion bills binary bind binding biology
bird birds birth birthday bit black blank blob blocked blocking blocks blog blue board bodies bold
bomb bond books bool boolean border born boston bottom bought bound boundaries boundary bowl box
boy boys braces brackets brain branch branches brand brazil breaches bread breakfast breaking
breaks bridge brief briefly bring brings british broad broke broken brother brought brown browse
browser browsing bucket buckets budget buffer bugs build builder building builds built bullet
bunch bundle bus business businesses busy button buy buying byte bytes cache cached caching
cake calculate calendar california call callback called calling calls camera campaign canada
candidate candidates canonical cant capabilities capability capable capacity capital capitalize
caps captain capture captured car cards care career careful carefully cargo carried carry cars
case cases cash cast cat catalog catch categories category cats caught cause caused causes causing
cell center centered central century certain certainly certificate certificates chain challenge
challenges challenging chan chance changing channel channels chaos char characters charge charged
charges charles charlie chart chase chatbot chatting cheat checked checker checking checklist
checkout checks chef chicago chicken chief child china chinese chocolate choice choices choose
choosing chosen chris christmas chrome chromium chunk chunks circle circumstances citation cities
claim claims clarity class classes classic classical classification claude clause clean cleaning
clear clearly click client clients climate clock clone close closed closely closer closest closing
cloud cloudflare cluster coach coast cocktail codebase codes coding coffee cold collect collected
collection collections college colon color colored colors column columns combination combine
combined combines comes comfort comfortable coming comma comment commentary comments commerce
commercial commit committed common commonly communicate communication community compact companies
compare compared comparison compatibility compatible compilation compile compiled compiler
completed completely completion complex complexity compliance compliant component components
compose composer composition comprehensive compression compromise compromised compute computer
computers computing concept concepts concern concerned concerns concise concrete concurrent
condition conditions conduct conf conference confidence confident config configurations configure
configured confirm confirmed conflict conflicts confused confusion connect connected connecting
connection connections cons consent consequences consider consideration considerations considered
considering consistency consistent consistently consists const constant constantly
construct construction constructor contain contained container containers containing contains
contents contexts continues continuing continuous contract contrast contribute contribution
contributions contributors control controlled controller controls controversial convention
conversational conversations conversion convert converted converts convey convince cook cookie
cookies cooking cool copied copies copy core corporate correct correctly correctness corresponding
cost costs count counter countries counts couple course court cover coverage covered covering
covers crack craft crash crates crazy cream created creates creating creation creative creator
credential credit crime criteria critical cross crucial cultural culture cup cups curious
curl curly currency currently cursor custom customized customs cut cute cybersecurity cycle daemon
daily dance daniel dark database databases dataset dates datetime daughter dave david dead deal
dealing death debate debian debug debugging decay december decide decided decides decimal decision
decisions declaration declare declared decline declined dedicated deep deeper default defaults
defeat defense defenses defensive define defined defines defining definitely definition
definitions degree delay delays deleted deliver delivered delivering delivery delta demand demands
demonstrate demonstrates demonstrating denial denied density dentist deny department depend
dependencies dependency depending depends deploy deployed deployment deployments deprecated depth
derive derived desc described describes describing description descriptions descriptive design
designed designer designing desirable desire desired desktop dest destination destinations destroy
detailed details detect detected detection detective detector determine determined determines
develop developed developing development device devices diagnosis diagnostic diagnostics dialect
dialog dialogue dice dict dictionary die diego diff differ difference differences differently
difficult difficulty digest digit digital digits dimensions dinner direct directed direction
directly director directories directory discord discover discovered discovery discuss discussing
discussion discussions disease dish disk dispatch displayed displays dist distance distant
distinct distributed distribution district diverse django docker docs document documentation
documented documents dog dogs doing dollar dollars domain domains done door double download
downloaded downloads draft dragon dramatic draw drawing dream dreams dress drink drive driven
driver driving drop dry dump duplicate duplicates duration during dynamic dynamically eager early
earned earth easier easily east easy eat eating echo economic economy ecosystem edge edit edited
editing edition editor edits education educational edward effect effective effectively effects
efficiency efficient efficiently effort efforts eggs eight either electric electronic element
elements emails embedded embedding empire employ employee employees empty enable enabled enables
enabling encode encoded encoder encoding encounter encounters encourage encouraged encrypt
encrypted encryption ended endpoint endpoints ends energy enforce engage engaging engine engineer
engineering engineers engines england enhance enhanced enhancement enjoy enough ensures ensuring
enter entered entering enterprise enters entertainment entirely entities entity entries entry enum
enumerate environmental environments episode equal equipment equivalent error errors escape
escaped especially essence essential establish established estimate estimated europe european eval
evaluate evaluation evening event events eventually evidence evolution examples exceeds excellent
except exception exceptions exchange excited exclude excluding exec executable executed executes
executing execution executive exercise exercises exist existence exists exit expand expanded
expansion expect expectations expected expensive experienced experiences experiencing experiment
experimental experiments expert expertise experts explaining explains explanation explanations
explicit explicitly exploit exploitation exploiting exploration explore explorer exploring export
exported exports exposed exposes express expression expressions extend extended extends extension
extensions extensive external extra extracted extraction extras extreme extremely eyes face
facilitate facing fact factor factors factory facts factual fail failed failing fails failure
failures fair fake fall fallback falling falls false familiar families famous fantasy fashion fast
faster fastest favor favorite feature features featuring february feed feedback feel feeling feels
fellow female fetch fetching fewer field fields fifth fight fighting figure figures filename
filenames filepath files filesystem fill filled film filtered filtering finals finance financial
finding findings finds fine finish finished fire firefox firewall firm firstly fish fitness five
fixed fixing flag flags flash flat flex flexible flight float floor flow flows focus focused
focuses focusing folder folders followed follows font food foot football forbidden force forced
forces forcing foreign forest forever forgot forgotten fork form formal format formats formatted
formatting formed forms formula forth foundation founded four fourth fragment frame frames
framework frameworks france freeze frequency frequently fresh friday friendly front frontend
frozen fuel fulfill fully fun func function functional functionality functioning functions fund
fundamental funds funny future gain gained galaxy games garage garden gas gate gateway gather
gathered gathering gave gender general generally generated generates generating generation
generative generator generic genre george germany gets getting ghost gift girl girlfriend girls
github gives giving glass global globally goal goals goes golang gold golden gone goodbye google
got government grade gradient grammar grand graph graphic graphical gravity greater greatest green
greet grey grid ground group groups grow growing grown grows growth guard guess guest guests
guidance guide guides gzip hack hacker hacking hair half hall hand handle handled handler handles
handling hands happen happened happening happens happy hard harder hardware harm harness harry
hash hashes hate having head header headers heading heads health healthcare healthy hear heard
heart heavily heavy height held hell helped helper helpful helping helps henry hero hide high
higher highest highlight highlighting highly highway hill hint hints historical hit hold holding
holds hole holiday hollywood homepage hook hooks hope hospital host hosted hosting hosts hot hotel
hour house houston href html http https huge humans hybrid hyphens hypothesis ice icon idea ideal
ideas identified identifier identify identifying identity ietf image images immediate immutable
impact impl implement implementation implemented implementing implements implications import
importance impossible improve improved improvement improvements improving inappropriate inches
incident include included includes inclusion income incoming incomplete incorporate incorrect
increase increased increases increasing incremental indent independent index india indian indicate
indicates indicating individual individuals industry infer inference inflation influence info
inform informative infrastructure ingredients init initialization initialize initially inject
injected injection inline inner input inputs insecure insert insight insights inspect inspire
inspired instagram install installation installed installing instance instances instant instruct
instructed instruments insufficient insurance integer integrate integrated integrating integration
integrity intelligence intelligent intended intent intentionally interact interaction interactions
interactive interest interested interesting interests interface interfaces internally
international internet interpret interpretation interpreted interpreter interval interview
introduce introduced introducing introduction invalid inventory invest investigate investigating
investment investor invite invocation invoke invoked involve involved involves involving island
islands isolated isolation issue issued issues italian italy item items itself jack jackson james
jane january japan japanese java javascript jean jerry jira job jobs john johnson join jokes jones
jordan journal journey json judge judgment julia july jump june junior justice justin keeping
keeps keith kept kernel kevin keyword keywords kid kids kill killed kinds king kingdom knight
knowing knowledge known knows kong korea kubernetes label labeled labels labs lack laid lake
lambda land landing lands landscape lang languages large larger largest late latin laugh launch
launched law laws lay layer layers layout lazy lead leader leading leads leakage leaks learned
learning least leave leaves leaving led leg legacy length lengths less level levels leverage
libraries library license licensed lie lies life lifecycle light lightweight likely limit limited
limiting linear lines link linked links linting linux liquid lisa listed listen listening listing
lists literal literature little live lived lives living load loaded loader loading loads local
localhost locally locate located location locations lock locked logged logger logging logic
logical login logo logs london long longest looked looking looks loop loose lord lose loss lost
lot lots loud love loved loves low lower lowercase lowest lunch machine machines macro made magic
magical mail main maintain maintained maintainer maintaining maintains maintenance major majority
makes making male malicious malware man manage managed management manager manages managing
mandatory manifest manipulate manipulation manner manual manually map mapping maps marathon march
mark markdown marked market marketing married martin mary mask mass master match matched matches
matching material materials math matrix matt matter matters maximum maybe meal meaningful meant
measure measurement measures mechanism mechanisms media medical medicine medium meet meeting meets
member members memory men mental mention mentioned mentioning menu mere merely merge merged met
meta metadata method methodology methods metrics mexico michael microsoft middle migrate migration
mike miles military milk million mind mindset mini minimal minimum minor minute minutes mirror
miss missing mission mistake mistakes mix mixed mixture mkdir mobile modeling models modern modes
modification modifications modified modify modifying module modules mom moment monday monitor
monitoring monologue month monthly months mood moon morning mostly motivational mount mountain
mouse move moved movement moves movies moving multi multiple museum music musical mutual myself
mysql mystery named namespace naming narrative narrow nation national nationality nations native
natural nature navigate navigation nearby nearest nearly necessary needed needing needs negative
neighbor neither net netflix network networks neutral newer newly newspaper newton nginx nice
night node nodes noise normal normalization normally north notable notation notes notice noticed
notification notifications notify novel november npmjs nuclear null numeric numerous oauth
objective objectives objects observing obtain obtained obvious occur occurred occurrence
occurrences occurs ocean october offensive offer offered offering offers office officer official
often oil older omit omitted ones ongoing online onto opened opening opens opera operate operates
operating operation operational operations operator opinion opinions opportunities opposite
optimal optimization optimize optimized option optional oracle orange ordered ordering ordinary
organization organized origin originally origins others otherwise outcome outcomes outdated
outputs overall overview overwhelming owasp owned owner ownership owns pack package packages pages
paid pain painting pair pairs panic paper papers paragraph paragraphs parallel param parameter
parameters params parent parents paris park parse parsed parser parsing partial participants
particular particularly parties partner party pass passage passed passes passing passive paste
patch patches path paths patient pattern patterns paul pause pay payload payloads payment pays
peace peer penalty pending per percentage perfect perfectly perform performance performed
performing perhaps period periods permanent permission permissions persist persistence persistent
person personality personalized personally perspective peter phase philosopher philosophy phoenix
photo photos phrase phrases physical physics pick picture piece pieces ping pink pipe pipeline
pipelines pirate pizza placed placeholder places plain plaintext planet planned planning plans
plant plants platform platforms player players playful playground playlist plays plot plugin
plugins plus poetry point pointing points polite political pool poor pop popular population port
ports portugal position positions positive positives possession possibly posted postgres posts
potential potentially potter pounds power powered powerful practical practice practices precise
precision predict prefer preference preferences preferred prefix premium preparation prepare
prepared preparing presence present presentation presented presents preserve preserving president
press pressure pretty prevent preventing prevention prevents prices primarily primary prime
principal principle principles printing println prioritize priority privacy probably problem
problems proc procedure proceed proceeding processed processes processing produce produced
produces producing product products professional professor profile profiles profit program
programmed programmer programs progress project projects promise promote prompting proof proper
properly properties property proposal propose proposed pros prose protect protected protecting
protection prototype prove provided provider providers provides providing province proxy
psychological publicly publish published publisher publishing pull punctuation purchase purchased
purchases pure push pushing puts putting puzzle pytest python qualified qualify quality quantity
quantum quarter queries query quest questions queue quickly quiet quite quote quoted quotes race
radio rain raise raised ran random range ranges rank rare rate rates rather rating ratio reach
reached reaches react reaction reactions readable reader reading readme reads readthedocs
realistic reality realize realized realm reasonable reasoning reasons recall receive receives
receiving recent recently recipes recognition recognize recognized recommend recommendation
recommended record recording records recover recursive recursively red redirect redirects reduce
reduced refer referenced references referred referring refers refine reflect reflection reflects
regarding regardless regards regenerate regex region regions register registered registration
registry regular regulations reject rejected relate related relation relations relationship
relationships relative relay release released releases relevant reliable relies religion rely
remain remaining remains remind reminder reminders remix remote removal remove removed removes
removing renaissance rename renamed render rendered rendering renewable rent repeated repeatedly
repeating replace replaced replacement replaces replacing replay replies reply repo reported
reporter reporting reports repositories repository represent representation represented
representing represents requested requesting require required requirement requires requiring
research researcher reservation reset resistance resolution resolve resolved resolves resource
resources respect respective responding responds responsibility responsible restart restaurant
restore restrict result resulting results resume retrieve retrieved returned returning returns
reverse reversed revert reviewed reviewing reviews revision revolutionary reward rewards rewrite
rewriting rich rick rid ride rights ring rings rise rising risk risks road robert robinson robot
robots robust rock rocks roles roll rolling rolls roman rome roof room rose rotate rotation round
rounded route routes routine routines routing row rows ruby run runner running runs runtime rust
sad safe safely salary sale sales salt sample samples sandbox santa sarah satisfied saturday sauce
save saved saves saving savings saying scale scan scanner scenario scenarios scene scenes schedule
scheduled schema schemas scheme schemes schools science scientific scientist scope score scores
scoring scott scratch screen screenshot script scripting scripts sea search searches searching
season seat seattle second secondary seconds section sections secure securely seed seeing seek
seeking seeks seem seems seen sees segment segments select selected selecting selection selector
self sell selling semantic semi sender sending sends senior sense sensitive sensors sent sentences
separate separated september sequence serial series serious serve served server servers serves
services serving session sessions sets setting settings setup seven several severe severity shall
shape shaped share shared shares sharing sheet shell shift ship shipped shoes shop shopping short
shorter shot show showcase showing shown shows shut shy side sides sign signal signature
signatures signed significance significant significantly signify signing signs silent silver
similar simulated simulator simultaneously single sister sit sites situation situations six sizes
skill skilled skills skin skip sky slack sleep slice slightly slow smaller smallest smart smith
snapshots snippet snow soap social society socket soft software sold soldiers solely solid
solution solutions solve solving something sometimes son songs sort sorted sorts sound sounds
source sources south southeast spaces spain span speaker speaking spec special specialized species
specific specifically specification specifications specifics specified specifies specify specs
speech speed spell spelling spend spending spent spirit split splitting spoken sport sports spread
spring square stable stack staff stage stages standalone standard standards standing star stars
started starter starting starts startup stat stated statement statements states static station
statistics stats staying stays stdout steal steve stock stone stopped stopping stops storage store
stored stores stories storing storm straight strange strategic strategies strategy stream
streaming streams street strength stress strict strictly strike string strings strip strong
structural structure structured structures stuck student students studies studio study studying
stuff style styles stylesheet subject subjects submission submit submitted subscription subsequent
substitute success successful successfully suddenly sudo suffering suffix sugar suggest suggested
suggestion suggestions suggests suit suitable suite summarize summer sun sunday super superior
supplied supplies supply support supported supporting supports supposed supreme surface survive
suspicious swift switch symbol symbols sync syntax systems tables tackle tags tail taken taking
talking talks tall targeted targeting targets tax taxes tea teach teacher teaching teams tech
technical technique techniques technologies technology telemetry television tells temp temperature
template templates temporary ten term terminal terms tested tests texts theater theme themes
themselves theories theory therapy thing things thinking thinks third thomas thorough those
thought thoughts thousands thread threat threats threshold thriller throughout throw thursday thus
ticket tickets tie tier timeout timestamp timing tiny tip tips title titles together tolerance
tomorrow tone took tooling topic topics totally touch tour tournament towards town toy trace
tracing track tracked tracking trade trading traditional traffic trailing train trained trainer
training trait traits transaction transactions transform transition translation translations
transmission transparency transparent transport travel traveling treat treatment tree trees trends
trial triangle tried tries trigger triggered triggers trim trip trouble true truly trust trusted
truth trying tuesday tuning turbo turkey turned turning turns tutor tutorial twice twist twitter
type typed types typescript typical typically typing ubuntu ultimate ultimately unable
unauthorized undefined underground underlying understand understanding understands understood
unexpected unfortunately unicode unified union unique unit united units universal universe
university unix unknown unlike unlock unnecessary unsafe unsupported untrusted unusual upcoming
update updated updates updating upgrade uploaded uploads upper upstream useful username users uses
usual usually utilities utility utilize utilizing utils vacation valid validate validates
validating validation valuable variable variant variants variety various vector vectors vegas
vehicle vehicles vendor verbose verification verified verify verifying version versions via vice
victim video videos viewer viewport views village violations violence violent virginia virtual
virus visa visible vision visit visited visits visual vital vivid vocabulary voice void volume
votes vulnerability waiting walk walking walks wall wanna wanted wants war warm warn warning wars
washington waste watch watches watching water ways weak weaknesses wear webpage website websites
weekend weekly weeks weight weird welcome went west western whatever whats whenever white
whitespace whoami whose wide widely width wife wiki wild wildcard willing wilson win wind window
windows wine winner wins winter wire wise wish wizard woman women won wonder wonderful wondering
wood worked worker workers workflow workflows working works worried worst worth wrap wrapped
wrapper writer writes writing written wrong wrote yaml yellow yesterday yet yield york young
yourself youtube zealand zero zone
`
  .trim()
  .split(/\s+/);
