// The words by which tools are named, and what each says of what a tool does with data. Data only;
// `tool-traits.ts` reads names with them. Words stand in lower case, as names are split into.

function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.trim().split(/\s+/)));
}

/** Takes something out of where it lies. */
export const READ_VERBS = words(
  `get read list search query fetch load dump export download open cat describe find lookup look
   view show retrieve browse inspect peek scan pull select count extract collect receive grep ls head
   tail print summarize summarise preview stat enumerate watch poll monitor crawl scrape visit
   navigate goto filter recall reveal decrypt access check analyze analyse review transcribe parse
   screenshot ask backup snapshot clone checkout whoami history explore`,
  // Names in other languages, as teams write them.
  `lire chercher obtenir recuperer afficher lister leer buscar obtener consultar listar ver mostrar
   ler procurar obter lesen holen hole suchen suche abrufen anzeigen auflisten leggi leggere cerca
   cercare ottieni elenca lees zoek ophalen haal toon las hamta sok lista szukaj pobierz czytaj oku
   ara getir chaxun huoqu duqu sousuo`,
);

/** Gives something to somebody, or somewhere. */
export const SEND_VERBS = words(
  `send post publish upload share forward reply notify submit broadcast invite transfer pay wire
   remit transmit push deliver dispatch tweet retweet dm sms whatsapp mail respond republish announce
   disclose leak exfiltrate beacon ping resolve nslookup dig curl webhook emit charge refund withdraw
   donate tip fax crosspost syndicate relay email payout purchase sendmail smtp grant
   permit onboard`,
  `envoyer transferer partager publier payer inviter enviar reenviar compartir compartilhar publicar
   pagar invitar convidar transferir senden versenden sende weiterleiten teilen teile
   veroeffentlichen ueberweisen uberweisen bezahlen einladen hochladen invia inviare inoltra
   condividi pubblica paga bonifico invita verstuur stuur verzenden deel betaal uitnodigen skicka
   wyslij wyslac zaplac gonder paylas ode fasong zhuanzhang fabu`,
);

/** Ends, empties or takes away. */
export const DESTROY_VERBS = words(
  `delete drop remove purge truncate cancel revoke reset terminate format overwrite wipe destroy
   erase clear unsubscribe kill shutdown uninstall rm rmdir unlink deactivate disable ban suspend
   reboot prune evict rollback revert expunge trash del unshare kick decommission nuke
   deprovision deregister forceupdate`,
  `supprimer effacer annuler eliminar borrar cancelar excluir apagar loeschen losche loesche
   loschen entfernen stornieren elimina cancella annulla verwijder verwijderen radera usun
   usunac sil iptal shanchu`,
);

/** Runs what it is given. */
export const RUN_VERBS = words(
  `run exec execute eval evaluate shell bash sh zsh powershell pwsh terminal cmd command python node
   javascript typescript interpreter repl notebook jupyter ipython subprocess spawn ssh sandbox
   executer ejecutar executar ausfuehren ausfuhren esegui uitvoeren calistir yunxing e2b kernel
   psql mysql sqlite3 kubectl terraform ansible`,
);

/** Makes or changes: what it does with data depends on what it makes. */
export const MAKE_VERBS = words(
  `create add make new insert put write set update upsert edit modify append save store copy move
   sync schedule reschedule book open register assign attach comment merge commit fork star subscribe start
   initiate place order buy issue generate rename change patch replace draft propose plan request
   trigger call invoke crear agregar criar adicionar erstellen erstelle hinzufuegen hinzufugen anlegen
   creer ajouter crea aggiungi maak toevoegen skapa utworz olustur chuangjian tianjia schreiben
   escribir ecrire scrivi`,
);

/** First words of a name that are things elsewhere and deeds here: `email_customer`. */
export const NOUN_VERBS = words("email mail message text call share post tweet sms dm slack wire");

/** What is not public: people's things and a firm's. */
export const PRIVATE_OBJECTS = words(
  `file files doc docs document documents drive folder folders directory inbox outbox mailbox mail
   mails email emails gmail outlook message messages msg dm dms channel channels chat chats thread
   threads conversation conversations contact contacts addressbook calendar calendars event events
   meeting meetings appointment appointments agenda transaction transactions balance balances account
   accounts iban customer customers client clients patient patients record records db database
   databases table tables sql row rows user users profile profiles employee employees staff member
   members payroll salary salaries order orders invoice invoices bill bills memory memories note notes
   clipboard history log logs repo repos repository repositories ticket tickets case cases lead leads
   deal deals opportunity opportunities ssn medical health statement statements subscription
   subscriptions reservation reservations booking bookings screenshot photo photos contract contracts
   sheet sheets spreadsheet spreadsheets slide slides notion confluence sharepoint onedrive dropbox gdrive
   s3 bucket blob object gcs crm salesforce hubspot zendesk intercom servicenow workday bamboohr
   quickbooks xero stripe payment payments card cards bank banking portfolio wallet postgres
   postgresql mysql sqlite mongo mongodb redis bigquery snowflake redshift databricks clickhouse
   dynamodb airtable supabase elasticsearch opensearch warehouse source diff commit commits branch
   task tasks todo todos project projects whoami prescription diagnosis
   ehr fhir passport address addresses phone phones birthday recording recordings transcript
   transcripts voicemail sms attachment attachments knowledge kb report reports audit
   filesystem fs downloads workspace vectorstore embeddings dataset datasets
   asset assets inventory supplier vendor vendors
   pipeline applicant candidates candidate resume resumes cv identity slack discord teams telegram
   whatsapp signal linear jira asana trello git github gitlab bitbucket`,
  `fichier fichiers courrier courriel courriels facture factures client dossier dossiers contrat
   archivo archivos correo correos mensaje mensajes cliente clientes factura facturas cuenta cuentas
   arquivo arquivos mensagem mensagens conta contas fatura datei dateien ordner nachricht nachrichten
   postfach kunde kunden rechnung rechnungen konto kontakt kontakte kalender termine termin dokument
   dokumente cliente clienti fattura fatture conto documento documenti messaggio messaggi cartella
   bestand bestanden bericht berichten klant klanten factuur agenda rekening fil filer kund kunder
   faktura plik pliki klient klienci dosya mesaj musteri kehu dingdan wenjian youjian`,
);

/** What opens doors. */
export const SECRET_OBJECTS = words(
  `secret secrets credential credentials creds token tokens password passwords passwd passphrase
   apikey apikeys env dotenv config configs configuration vault keychain keyring kubeconfig cookie
   cookies 2fa otp mfa totp mnemonic privatekey certificate certificates pem keystore secretsmanager
   keyvault 1password onepassword bitwarden lastpass hashicorp doppler parameterstore ssm iam
   environ environment lsass ntds shadow sessionid`,
  `motdepasse contrasena contrasenas senha senhas passwort passwoerter kennwort geheimnis wachtwoord
   losenord haslo sifre mima geheim secreto segredo segreto`,
);

/** `key` opens doors only beside these: `list_api_keys`. */
export const KEY_COMPANIONS = words(
  "api private secret ssh access signing encryption master aws gcp azure stripe openai gpg pgp host",
);

/** `token` and `config` are harmless beside these: `count_tokens`. */
export const HARMLESS_COMPANIONS = words(
  "count tokenize usage budget price prices crypto nft erc20 symbol market max limit swap",
);

/** What strangers write. */
export const UNTRUSTED_OBJECTS = words(
  `web website websites webpage webpages page pages url urls http https html browser browse internet
   google bing duckduckgo ddg tavily serp serpapi serper brave exa perplexity searx kagi firecrawl jina
   rss feed feeds news headline headlines review reviews rating comment comments issue issues pr prs
   pull pullrequest inbox email emails mail mails gmail outlook mailbox message messages attachment
   attachments ticket tickets downloaded tweet tweets twitter reddit hackernews forum wiki
   wikipedia youtube video subtitles arxiv paper papers stackoverflow feedback chat chats dm dms slack
   discord telegram teams whatsapp link links site sites scraper crawler playwright puppeteer selenium
   chromium chrome tab tabs dom article articles blog post posts listing listings calendar event
   events invitation invitations voicemail sms fax submission submissions survey surveys resume resumes
   cv applicant linkedin facebook instagram tiktok mastodon bluesky npm pypi readme gist gists
   discussion discussions notification notifications transcript transcripts zendesk intercom
   freshdesk helpdesk testimonial advert ads ad marketplace craigslist ebay airbnb tripadvisor yelp`,
  `courriel courriels courrier correo correos nachricht nachrichten postfach seite webseite webseiten
   pagina sito sitio bewertung bewertungen kommentar kommentare avis commentaire messaggio messaggi
   mensaje mensajes mensagem mensagens bericht berichten rezension wangye youjian pinglun`,
);

/** What leaves the house when it is made, added or written: `create_gist`, `add_user`. */
export const OUTWARD_OBJECTS = words(
  `issue issues pr pull pullrequest gist paste pastebin comment comments tweet post posts webhook
   webhooks invitation invite payment payments charge payout transfer transaction remittance
   beneficiary payee user users member members collaborator collaborators participant participants
   attendee attendees guest guests follower permission permissions access grant sharing sharelink link
   email mail message messages dm sms reply s3 bucket blob gcs ftp sftp object remote merge release
   story reel status toot announcement newsletter campaign notification alert call meeting forwarding
   forwarder redirect deploykey external public http request api fax letter donation bid
   purchase submission discussion calendar event events invoice tunnel`,
);

/** Sharing needs a purpose: making these is outward only if an argument names somebody. */
export const OUTWARD_WITH_PEOPLE = words(
  "calendar event events meeting meetings invoice appointment appointments call reservation task",
);

/** To whom handing something over stays in the house. */
export const INSIDE_COMPANIONS = words(
  "human agent agents operator supervisor escalation callback self me internal local stdout console",
);

/** What is run though nothing is executed: `run_report`, `execute_search`. */
export const RUN_HARMLESS = words(
  "report reports search campaign survey payroll backup inference prediction model benchmark audit",
);

/** What reads a page at an address that it is given. */
export const FETCH_OBJECTS = words(
  "url urls http https webpage webpages website page web link site browser html uri tab",
);

/** Names of servers and products that stand before what a tool does, and say nothing of it. */
export const PREFIXES = words(
  `mcp functions function tool tools api client server plugin default namespace zapier composio
   google microsoft ms aws azure gcp gcloud office365 atlassian meta apple`,
);
