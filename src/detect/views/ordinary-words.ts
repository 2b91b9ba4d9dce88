// Words of ordinary English that are no words of injections: counted over the ordinary English texts of
// the training data, those that several sources use. They tell a text from one in disguise, and what
// a misspelt word or a run of letters is meant to be.

/** Each once, in the order of the alphabet; four letters and more, and the shorter that are words. */
export const ORDINARY_WORDS: readonly string[] = `
ability able absolute absolutely abstract abuse academic accept acceptable accepted accepts
accessible accessing according accounts accuracy accurate accurately achieve action actions
activate active activities activity actor actors actual adapt add added adding addition
additional additionally addresses addressing adds adjust administration administrative adult
advance advanced advice advisor affect affected africa agenda agents agree ahead aim air alarm
album alert alex algorithm algorithms alice align allowing almost alone alongside alpha
alternate alternative amazon america american amount analysis analyze analyzing ancient android
angry animal animals another answering anti anyone anywhere appear appearance appears append
apple applicable applications applied applies apply applying approach appropriate approval
approved april arbitrary architecture archive area areas argument arguments arm arrived art
articles artifact artifacts artificial artist asking aspects assert assess assessment asset
assets assigned assignment assist assistance associated assume assuming attached attack attacks
attempt attempting attempts attend attending attention attribute attributes audience audio audit
august australia auth authenticate authenticated authentication author authority authors auto
automated automatic automatically available average avoid aware away baby backend background
backup bad balance ball banana band base basic basics batch battle bear bearer beat beautiful
beauty became become becomes begins behave behavior behind believe below bench benchmarking
benefit benefits beta better beyond bias big bill binary bind binding bit black blank blob
blocked blocks blog blue board bold books boolean border born boston bound boundaries bowl box
boy boys brackets branch branches brand brazil breaking breaks bridge brief briefly bring
british broken brother brought brown browse browser browsing bucket budget bugs build builder
building builds built bullet bundle bus business button buy byte bytes cache calculate calendar
california call callback called calling calls campaign canada candidate capabilities capability
capable capacity capital captain capture car cards care career careful carefully cargo carried
carry cars case cases cash cast cat catalog catch categories category cause caused causes
causing cell center central century certain certificate chain challenge challenges challenging
chance changing channel channels char characters charge charged charges charles chart chatbot
cheat checked checking checklist checkout checks chicago chicken child china chinese chocolate
choice choices choose choosing chosen chrome circle circumstances cities claim claims class
classic claude clean clear clearly click client clients climate clock clone close closed closely
closest cloud cluster coach codes coding coffee cold collect collected collection college color
colors column columns combination combine combined comes coming comma comment commentary
comments commerce commit committed common commonly communicate communication community companies
compare compared comparison compatibility compatible compile compiled completed completely
completion complex compliance component components compose composer comprehensive compromise
compromised compute computer computing concept concepts concerns concise condition conditions
conf conference confidence confident config configurations configure configured confirm conflict
conflicts connect connected connection connections cons consequences consider considerations
considered considering consistent console constantly construct construction constructor contain
contained container containers containing contains contents continues contract contribute
contribution control controlled controller controls conversion convert converted converts convey
convince cookie cookies cooking cool copy core corporate correct correctly corresponding cost
costs count countries counts couple course cover covered covers craft crates created creates
creating creation creative creator credit critical cross crucial culture cup curious curl
currency currently cursor custom cut cybersecurity daily dance daniel dark database databases
dataset dates daughter david dead deal death debug debugging december decide decided decides
decimal decision decisions declaration declare declared decline dedicated deep default defaults
defense defenses define defined definitely definition definitions delay deleted deliver
delivered delivery demand demonstrate demonstrates deny department dependencies dependency
depending depends deploy deployed deployment deployments deprecated depth described describes
describing description descriptions design designed designer desktop dest destination destroy
detailed details detect detected detection determine develop developed developing development
device devices diagnosis diagnostic diagnostics dialect dialog dialogue dict dictionary die
diego differ difference differences difficult digital dinner direct directed direction directly
director directories directory discover discovered discovery discuss discussion discussions dish
disk displayed displays distance distinct distributed distribution diverse docker document
documentation documented documents dog doing dollar dollars domain domains done door double
download draft draw drink drive driven driver driving drop dry dump duplicate duplicates
duration during dynamic early earth easily east easy eat eating echo economic economy edge edit
editing edition editor education educational effect effective effectively effects efficiency
efficient effort either electric element elements emails embedded embedding employee employees
empty enable enabled enables enabling encode encoded encoding encounter encourage encrypted
encryption endpoint endpoints ends energy enforce engage engaging engine engineer engineering
engines england enhance enhancement enjoy enough ensures enter entered enterprise entirely
entities entity entries entry environmental environments episode equal equivalent error errors
escape escaped especially essential established europe european evaluate evaluation evening
event events evidence examples excellent except exception exchange exclude executable executed
executing execution executive exercise exercises exist existence exists exit expand expanded
expect expected experienced experiences experiment experimental experiments expert expertise
explaining explains explanation explicit explicitly exploit exploration explore explorer export
exposed express expression expressions extend extended extends extension extensions extensive
external extra extracted extremely face facilitate facing fact factor factors factory facts fail
failed failing fails failure fair fake fall fallback false famous fantasy fashion fast faster
fastest favor favorite feature features featuring february feed feedback feel feeling fellow
female fetch field fields figure figures filenames files filesystem fill filled film filtering
financial finding findings finds fine finish finished fire five fixed flag flags flash flat
flexible flight float floor flow flows focus focused focusing folder followed follows font food
foot football forbidden force foreign forest forever forgot form formal format formats formatted
formatting formed forms four fourth frame framework france frequency frequently fresh friday
friendly front frontend fulfill fully fun func function functional functionality functions fund
fundamental funds funny future gain games gas gate gather gave gender general generally
generated generates generating generation generator generic genre george gets getting gift girl
girlfriend gives giving global goal goals goes gold golden gone google got government grammar
grand graph greater green ground group groups grow growth guard guess guidance guide guides hack
hacker hacking hair half hand handle handled handles handling hands happen happened happens
happy hard hardware harm harness harry hash hate having head header headers heading heads health
healthy hear heard heart heavy height held helper helpful helping helps hide high higher highest
highlight highly hint historical hit hold holds holiday hook hooks hope host hosted hosts hot
hotel hour house href http humans hyphens ice icon idea ideal ideas identified identifier
identify identifying identity image images immediate immutable impact implement implementation
implemented implementing implements import importance impossible improve inappropriate incident
include included includes income incoming incorporate incorrect increase increased independent
index india indicate indicates individual individuals industry infer inference influence info
inform informative infrastructure ingredients initialize initially inject injection inline input
inputs insecure insert insight insights inspect inspired install installation installed
installing instance instances instruct insufficient integer integrate integrated integration
integrity intelligence intended intent interact interaction interactive interest interested
interesting interface interfaces international internet interpreter interview introduce
introduced introducing introduction invalid inventory investment involved involves island
isolation issue issued issues italian italy item items itself jack james jane january japan java
javascript job jobs john join jokes jones jordan journey judge july june keeping keeps kept
keyword keywords kid kids kill killed kinds king knowing knowledge known knows label labels lack
land landing languages large larger largest late launch launched law laws lay layer layers
layout lead leader leading leads leakage leaks learning least leave led leg legacy length less
level levels libraries library license lie lies life lifecycle light likely limit limited
limiting lines link linked links listed listen listening lists literal little live lived lives
living load loaded loading local locally located location lock logged logging logic logical
login logo london long longest looking looks loop lord lose loss lost lot lots love loved loves
low lower lowercase lowest machine machines made magic mail main maintain maintained maintaining
maintenance major makes making male malicious malware man manage managed management manager
managing mandatory manifest manipulate manipulation manner manual manually map mapping maps
march mark market marketing martin mask mass master match matches matching material materials
math matrix matter matters maximum maybe meant measure measures mechanism mechanisms media
medical medium meet meeting meets member members memory men mental mention mentioned menu merge
met metadata method methods metrics michael microsoft middle military milk million mind mini
minimal minimum minute minutes miss missing mission mistake mistakes mix mobile modeling models
modern modes modifications modified modify modifying module modules mom moment monday monitor
monitoring month months morning mostly mount mountain move moved movement movies moving multi
multiple music musical mutual myself named narrative nation national nationality nations native
natural nature navigate navigation nearby necessary needed needs negative net network networks
neutral newer newly nginx nice night node normal normally north notes notice notifications novel
november null numeric objective objectives objects obtain occur occurs ocean october offensive
offer offered offering offers office officer official often oil older omit ones ongoing online
onto opened opening operate operating operation operational operations opinion opinions opposite
optimized option optional oracle orange ordered ordering organization origin originally others
otherwise outcome outdated outputs overall overview owner package packages pages paid painting
pair pairs paper papers paragraph paragraphs parallel param parameter parameters parent parents
paris park parse parsed parser parsing partial particular particularly parties party pass
passage passed passes passing paste patch path patient pattern patterns pause pay payload
payment pending per percentage perfect perform performance performed performing period periods
permission permissions person personality perspective peter phase phoenix photo phrase phrases
physical physics pick picture piece pieces ping pipe pipeline placed placeholder places plain
planet planned planning plans plant plants platform platforms player players playground plays
plot plugin plugins plus poetry point points political pool poor pop popular population port
position positive posts potential potentially potter power powered powerful practical practice
practices prefer preferences preferred prefix prepare prepared preparing presence present
presented preserve preserving president press pressure pretty prevent preventing prevention
prices primarily primary prime principal principle principles printing priority privacy probably
problem problems procedure proceed proceeding processed processes processing produce produced
produces product products professional profile program programmer programs progress project
projects promise promote proof proper properly properties property proposal proposed protect
protected protection prototype prove provided provider providers provides providing proxy
publish published pull punctuation purchase pure push putting quality quantum quarter queries
query questions queue quickly quite quotes race radio raise ran random range ranges rank rare
rate rates rather rating ratio reach reached react readable reader reading reads readthedocs
realistic reality realized realm reasoning reasons receive receives receiving recent recently
recipes recognize recommend recommendation recommended record records recover red redirect
redirects reduce refer references refers reflect regarding regardless regenerate region register
registry regular regulations reject related relationship relationships relative release released
releases relevant reliable rely remain remaining remains remind reminder remote remove removed
removes removing rename render rendering replace replaced replacement replay replies reply
reported reporting reports repositories represent representation representing represents
requested require required requires requiring research reset resolution resolve resolved
resolves resource resources respect respective responding responds responsibility responsible
restaurant restrict result resulting results resume retrieve returned returning returns reverse
revert reviews reward rewrite rich rid ride rights ring rings rise risk risks road robert
robinson robot robots rock roles roll rome room rotation round rounded route routes routine row
rows ruby run runner running runs runtime rust sad safe safely salary sales sample sandbox santa
sarah saturday save saved saving saying scale scan scanner scenario scenarios scene schedule
scheduled schemas scheme science scientific scientist scope score scores scott screen script
scripting scripts sea search searching season second seconds section sections secure seed seeing
seek seeking seeks seem seems seen sees segment segments select selected selection self sell
semi sender sending sends sense sensitive sent sentences separate separated september sequence
series serious serve served server servers serves services session sessions sets setting
settings setup seven several shall shape share shared sharing sheet shift ship shoes shop
shopping short shot show showing shown shows shut shy side sides sign signal signature signed
significant significantly signing similar single sister sit sites situation situations six skill
skills skip sky slack sleep slow smaller smallest smart smith snippet social society socket
software solely solution solutions solve solving something sometimes son songs sort sorted sorts
sound sounds source sources south spaces spain span speaking spec special specialized species
specific specifically specification specified specify speech speed spell spelling spend spent
spirit split sports spring square stable stack stage stages standalone standard standards star
stars started starter starting starts startup statement statements states static station
statistics stats stdout steal stock stone storage store stored stores stories storing storm
straight strategic strategies strategy stream streaming street strength stress strict strictly
string strings strip strong structure structured structures student students studio study stuff
style styles subject subjects submit submitted subsequent success successful successfully sudo
suffix suggest suggested suggestion suggestions suggests suitable suite summarize summer sun
sunday super superior supplied supply support supported supports supposed surface survive swift
switch symbol sync syntax systems tables tags taken taking talking talks tall targets tax tea
teach teacher teams tech technical technique techniques technologies technology tells temp
temperature template templates temporary ten term terminal terms tested tests theater theme
themselves theory therapy thing things thinking thinks third those thought thoughts thousands
thread threat threats threshold throughout throw thursday thus ticket tickets tie tier timeout
timestamp tip tips title titles together tomorrow tone took topic topics tour tournament towards
town toy tracing track tracking trading traditional traffic trailing train trained training
trait traits transaction transactions transform transition translation transmission transport
travel traveling treat treatment tree trees trial tried tries trigger triggers trip trouble true
truly trust trusted truth trying turbo turned turning turns tutorial twice twitter types typical
typically typing ultimate unable unauthorized underlying understand understanding unexpected
unicode union unique unit united units universal universe university unix unknown unlike unlock
unnecessary unsafe untrusted unusual upcoming update updated updates updating upgrade uploads
upstream useful users uses usual usually utilities utility utilize utilizing utils valid
validate validation valuable variable variant variants variety various vector vectors vegas
vehicle vehicles vendor verbose verification verified verify version versions via video viewer
viewport views village violence violent virtual visible vision visit visual vital voice void
volume vulnerability waiting walk walking wall wanted wants war warn warning washington waste
watch watching water ways weak website weekend weeks weight welcome went west whatever whenever
white whitespace whose wide widely width wife win wind window windows winner wins winter wise
wish wizard woman women won worked worker workflow workflows working works worst worth wrap
wrapper writer writes writing written wrong wrote yesterday yet yield young yourself zero zone
`
  .trim()
  .split(/\s+/);
