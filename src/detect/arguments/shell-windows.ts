// What commands of Windows do: cmd, PowerShell and the programs that attackers find there. Both have
// their own grammar, so this looks for words and what stands around them, after the marks by which
// they are broken up are taken out. Sources: MITRE ATT&CK, LOLBAS.
import { rulesByWord, type KeywordEntry } from "./shell-keyword-rule.ts";

/** Up to the end of the command, as far as that shows. */
const REST = String.raw`[^\n|;&]{0,300}?`;

function rest(source: string): RegExp {
  return new RegExp(source.replaceAll("…", REST), "i");
}

const RULES: readonly KeywordEntry[] = [
  // Credentials.
  [
    "lsass lsass.exe",
    rest(
      String.raw`(?:procdump|-ma\b|-mm\b|minidump|dump|get-process\s+lsass|\.dmp|rdrleakdiag|taskmgr|outfile|sqldumper|-p\s)`,
    ),
    "credential_access",
    0.9,
  ],
  ["comsvcs.dll", null, "credential_access", 0.9],
  ["comsvcs", rest("minidump"), "credential_access", 0.9],
  [
    "mimikatz mimikatz.exe invoke-mimikatz sekurlsa lsadump pypykatz lazagne lazagne.exe lazagne.py nanodump nanodump.x64.exe dumpert outflank-dumpert.exe gsecdump gsecdump.exe pwdump pwdump7 xordump.exe invoke-powerdump out-minidump safetykatz sharpdpapi sharpchrome sharpweb rubeus rubeus.exe invoke-rubeus invoke-kerberoast kekeo wce.exe fgdump creddump secretsdump gosecretsdump ntdsxtract mimipenguin keethief invoke-mimikittenz webbrowserpassview.exe mailpv.exe vaultpasswordview dumpcreds get-gpppassword sessiongopher invoke-sessiongopher powerdump powerdump.ps1 underlay-copy kerberoasting passhunt",
    null,
    "credential_access",
    0.9,
  ],
  ["privilege", /privilege::debug/i, "credential_access", 0.9],
  [
    "crypto misc token kerberos vault ts dpapi",
    rest(
      String.raw`\b(?:crypto::(?:certificates|keys|capi|cng)|misc::(?:skeleton|memssp|cmd)|token::elevate|kerberos::(?:golden|ptt|list|purge)|vault::(?:cred|list)|ts::logonpasswords|dpapi::)`,
    ),
    "credential_access",
    0.9,
  ],
  [
    "reg reg.exe",
    rest(
      String.raw`\breg(?:\.exe)?["']?\s+(?:save|export)\s+["']?(?:hklm|hkey_local_machine)\\(?:sam|system|security)\b`,
    ),
    "credential_access",
    0.9,
  ],
  [
    "reg reg.exe",
    rest(
      String.raw`\breg(?:\.exe)?\s+query\s…(?:/f\s+["']?passw|putty\\sessions|winlogon|realvnc|snmp|defaultpassword|openssh\\agent)`,
    ),
    "credential_access",
    0.8,
  ],
  ["ntds.dit", null, "credential_access", 0.85],
  ["ntdsutil ntdsutil.exe", null, "credential_access", 0.85],
  ["globalroot", /GLOBALROOT\\Device\\HarddiskVolumeShadowCopy/i, "credential_access", 0.85],
  [
    "sam system security",
    /(?:system32|winnt|windows|%systemroot%)[\\/](?:system32[\\/])?(?:config|repair)(?:[\\/]regback)?[\\/](?:sam|system|security)\b/i,
    "credential_access",
    0.85,
  ],
  ["esentutl esentutl.exe", /\/vss|\/y\s/i, "credential_access", 0.8],
  ["vssadmin vssadmin.exe", /create\s+shadow/i, "credential_access", 0.8],
  ["shadowcopy win32_shadowcopy", /\bcreate\b/i, "credential_access", 0.85],
  ["diskshadow diskshadow.exe", null, "credential_access", 0.8],
  ["cmdkey cmdkey.exe", /\/list/i, "credential_access", 0.8],
  ["vaultcmd vaultcmd.exe", /\/list/i, "credential_access", 0.85],
  ["rundll32 rundll32.exe", /keymgr|#\+?0*24\b/i, "credential_access", 0.8],
  [
    "findstr findstr.exe select-string",
    rest(
      String.raw`(?:findstr|select-string)(?:\.exe)?\s…(?:c?passw(?:ord|d)?|pwd|secret|connectionstring)\b`,
    ),
    "credential_access",
    0.7,
  ],
  [
    "unattend.xml sysprep.xml groups.xml consolehost_history.txt applicationhost.config",
    null,
    "credential_access",
    0.8,
  ],
  ["cpassword", /sysvol|\.xml/i, "credential_access", 0.9],
  ["appcmd appcmd.exe", /list\s+(?:apppool|vdir)/i, "credential_access", 0.8],
  ["setspn setspn.exe", /-[tq]\s/i, "credential_access", 0.85],
  [
    "kerberosrequestorsecuritytoken dcsync asreproast kerberoast preauthnotrequired get-adreplaccount invoke-dcsync",
    null,
    "credential_access",
    0.9,
  ],
  ["export-pfxcertificate exportpfx export-aadintadfscertificates", null, "credential_access", 0.8],
  ["certutil certutil.exe", /-exportpfx/i, "credential_access", 0.85],
  ["klist klist.exe", /purge|tgt|sessions/i, "credential_access", 0.5],
  [
    "microsoft\\credentials credentials",
    /\\Microsoft\\(?:Credentials|Protect|Vault)/i,
    "credential_access",
    0.85,
  ],
  [
    "id_rsa id_ed25519 credentials .git-credentials",
    /(?:type|get-content|gc|more|copy|copy-item|findstr|select-string)\s[^\n|;&]{0,120}\\\.(?:ssh\\id_\w{2,12}(?!\.pub|\w)|aws\\credentials|azure\\|kube\\config|git-credentials)/i,
    "credential_access",
    0.9,
  ],
  [
    "login",
    /\\(?:User Data\\[\w ]{1,24}\\)?Login Data\b|Google\\Chrome\\User Data/i,
    "credential_access",
    0.8,
  ],
  [
    "getasynckeystate get-keystrokes setwindowshookex get-clipboardcontents",
    null,
    "credential_access",
    0.8,
  ],
  [
    "get-credential promptforcredential",
    /ui\.promptforcredential|getnetworkcredential\(\)\.password/i,
    "credential_access",
    0.8,
  ],
  ["getnetworkcredential", /\.password/i, "credential_access", 0.5],
  ["169.254.169.254 metadata.google.internal", null, "credential_access", 0.85],
  [
    "netsh netsh.exe",
    /wlan\s+show\s+profiles?\s[\s\S]{0,80}key\s?=\s?clear/i,
    "credential_access",
    0.85,
  ],
  [
    "networkprovider passwordfilter",
    /NetworkProvider\\Order|Notification Packages/i,
    "credential_access",
    0.85,
  ],
  [
    "lsa",
    /Control\\Lsa\\?["']?\s?[\s\S]{0,200}(?:Notification Packages|Security Packages|Authentication Packages|RunAsPPL|DisableRestrictedAdmin|LimitBlankPasswordUse)/i,
    "credential_access",
    0.85,
  ],
  ["wdigest", /UseLogonCredential/i, "credential_access", 0.9],
  // Download and run.
  ["downloadstring downloaddata", null, "download_and_run", 0.9],
  [
    "downloadfile start-bitstransfer",
    rest(String.raw`(?:downloadfile\(|start-bitstransfer\s)`),
    "download_and_run",
    0.8,
  ],
  [
    "iex invoke-expression",
    /(?:\biex|invoke-expression)\b[\s\S]{0,300}(?:webclient|\biwr\b|invoke-webrequest|\birm\b|invoke-restmethod|\bcurl\b|\bwget\b|http)|(?:\biwr|invoke-webrequest|\birm|invoke-restmethod|\bcurl|\bwget)\b[^\n]{0,300}\|\s?(?:iex|invoke-expression)\b/i,
    "download_and_run",
    0.95,
  ],
  [
    "iex invoke-expression",
    /(?:frombase64string|gzipstream|deflatestream|-join|\[char\]|-replace|-bxor|getstring|reverse\(|\$env:comspec|\$\w{1,20}\[\d)/i,
    "obfuscation",
    0.85,
  ],
  [
    "certutil certutil.exe",
    rest(String.raw`certutil(?:\.exe)?["']?\s…[-/](?:urlcache|verifyctl|url\b)`),
    "download_and_run",
    0.9,
  ],
  ["certutil certutil.exe", /[-/](?:decode|encode(?:hex)?|decodehex)\b/i, "obfuscation", 0.8],
  [
    "bitsadmin bitsadmin.exe",
    rest(
      String.raw`bitsadmin(?:\.exe)?["']?\s…/(?:transfer|addfile|setnotifycmdline|create|resume)`,
    ),
    "download_and_run",
    0.9,
  ],
  [
    "mshta mshta.exe",
    rest(
      String.raw`mshta(?:\.exe)?["']?\s…(?:https?:|javascript:|vbscript:|about:|\.hta|\\\\|\.sct|%)`,
    ),
    "download_and_run",
    0.9,
  ],
  [
    "regsvr32 regsvr32.exe",
    rest(String.raw`regsvr32(?:\.exe)?["']?\s…(?:/i:|-i:|scrobj|https?:|\.sct|\\temp\\|%temp%|/s)`),
    "download_and_run",
    0.85,
  ],
  [
    "rundll32 rundll32.exe",
    rest(
      String.raw`rundll32(?:\.exe)?["']?\s…(?:javascript:|vbscript:|https?:|url\.dll|shell32\.dll,shellexec|advpack|ieadvpack|zipfldr|pcwutl|setupapi|mshtml|\\temp\\|%temp%|\.tmp|syssetup|desk\.cpl|inetcpl|openurl|ieframe|dfshim|davclnt|shdocvw|installhinfsection|launchinfsection|registerocx|control_rundll)`,
    ),
    "download_and_run",
    0.85,
  ],
  [
    "msiexec msiexec.exe",
    rest(String.raw`msiexec(?:\.exe)?["']?\s…(?:https?:|/[yz]\b|/q\w?\s…https?:)`),
    "download_and_run",
    0.85,
  ],
  [
    "installutil installutil.exe regasm regasm.exe regsvcs regsvcs.exe msbuild.exe cmstp cmstp.exe odbcconf odbcconf.exe presentationhost.exe syncappvpublishingserver syncappvpublishingserver.exe syncappvpublishingserver.vbs pubprn.vbs ieexec.exe msxsl.exe xwizard xwizard.exe bginfo.exe mavinject mavinject.exe forfiles pcalua pcalua.exe scriptrunner.exe hh.exe infdefaultinstall.exe wuauclt.exe desktopimgdownldr.exe extexport.exe gfxdownloadwrapper.exe msdt msdt.exe dnscmd dnscmd.exe te.exe csi.exe rcsi.exe dnx.exe fsi.exe tracker.exe wsreset wsreset.exe protocolhandler.exe customshellhost.exe atbroker.exe",
    /(?:\/u\b|\/s\b|\/logfile|\.dll|\.sct|\.inf|\.xml|\.csproj|https?:|\/c\s|-c\s|-a\s|\.exe|regsvr|\\temp|injectrunning|serverlevelplugindll|\.hta|\.chm|\.vbs|;)/i,
    "download_and_run",
    0.8,
  ],
  [
    "cscript cscript.exe wscript wscript.exe",
    rest(
      String.raw`[cw]script(?:\.exe)?["']?\s…(?:(?:\\temp|%temp%|%tmp%|appdata|users\\public|https?:)…\.(?:vbs|vbe|js|jse|wsf|wsh|txt|sct)|//e:|\.txt:)`,
    ),
    "download_and_run",
    0.8,
  ],
  [
    "desktopimgdownldr certoc certoc.exe certreq certreq.exe imewdbld imewdbld.exe expand.exe extrac32 extrac32.exe findstr makecab replace.exe print.exe mpcmdrun mpcmdrun.exe ftp.exe tftp.exe finger finger.exe ldifde.exe cmdl32.exe configsecuritypolicy.exe datasvcutil.exe",
    /https?:\/\/|\\\\[\w.-]{1,60}\\|-downloadfile|-getcacapssss|-post\s/i,
    "download_and_run",
    0.8,
  ],
  [
    "start-process start invoke-item",
    rest(
      String.raw`(?:start(?:-process)?|invoke-item)\s…(?:\$env:temp|%temp%|%tmp%|%appdata%|\\temp\\|\\appdata\\|c:\\users\\public)…\.(?:exe|bat|cmd|vbs|ps1|js|hta|scr|dll)`,
    ),
    "download_and_run",
    0.7,
  ],
  [
    "invoke-webrequest iwr curl wget curl.exe invoke-restmethod irm",
    rest(
      String.raw`(?:invoke-webrequest|iwr|curl(?:\.exe)?|wget|irm|invoke-restmethod)\s…https?://…\.(?:exe|ps1|bat|hta|vbs|dll|scr|msi|zip)…(?:\$env:temp|%temp%|%tmp%|\\temp\\|\\appdata\\|%appdata%|users\\public)`,
    ),
    "download_and_run",
    0.8,
  ],
  [
    "assembly",
    /\[(?:system\.)?reflection\.assembly\]::load|assembly\.load\(/i,
    "download_and_run",
    0.85,
  ],
  [
    "virtualalloc createthread writeprocessmemory createremotethread getdelegateforfunctionpointer",
    null,
    "download_and_run",
    0.85,
  ],
  ["scriptblock", /\[scriptblock\]::create\(/i, "obfuscation", 0.6],
  [
    "winpwn winpwn.ps1 powersploit powersharppack powerview powerview.ps1 sharphound sharphound.exe bloodhound invoke-bloodhound seatbelt seatbelt.exe winpeas winpeas.exe winpeasx64.exe powerup powerup.ps1 invoke-allchecks jaws-enum.ps1 adrecon adrecon.ps1 adfind adfind.exe uacbypass uacme akagi64.exe akagi32.exe invoke-psinject invoke-shellcode invoke-obfuscation nishang empire metasploit meterpreter cobaltstrike mythic merlin sliver invoke-psexec wmiexec smbexec atexec crackmapexec netexec evil-winrm kerbrute nirsoft sharpup snaffler inveigh invoke-inveigh responder powercat invoke-powershelltcp juicypotato printspoofer godpotato roguepotato sweetpotato invoke-nightmare purplesharp sharpshares samfile sensitivefiles dccuac stratus",
    /[\\/.\s(:-]/,
    "download_and_run",
    0.8,
  ],
  [
    "powershell powershell.exe pwsh pwsh.exe",
    rest(
      String.raw`\b(?:powershell|pwsh)(?:\.exe)?["']?\s…[-/–—]e(?:c|n|nc|nco|ncod|ncode|ncoded\w{0,10})?\s+["']?[A-Za-z0-9+/=]{8,}`,
    ),
    "obfuscation",
    0.9,
  ],
  [
    "powershell powershell.exe pwsh pwsh.exe",
    /\b(?:powershell|pwsh)(?=[\s\S]{0,400}-w(?:indowstyle)?\s+(?:hidden|1|h)\b)(?=[\s\S]{0,400}-(?:ep?|exec\w{0,15})\s+(?:bypass|unrestricted)|[\s\S]{0,400}-nop)/i,
    "obfuscation",
    0.85,
  ],
  [
    "frombase64string",
    rest(
      String.raw`frombase64string[\s\S]{0,300}(?:invoke|iex|load\(|start-process|&\s|getstring)`,
    ),
    "obfuscation",
    0.8,
  ],
  ["powershell powershell.exe", /-v(?:ersion)?\s+2\b/i, "defense_evasion", 0.85],
  ["set-executionpolicy", /(?:bypass|unrestricted)/i, "defense_evasion", 0.5],
  // A shell to outside.
  [
    "tcpclient",
    /net\.sockets\.tcpclient\b[\s\S]{0,600}(?:getstream|streamwriter|iex|invoke)/i,
    "reverse_shell",
    0.95,
  ],
  [
    "tcplistener",
    /sockets\.tcplistener[\s\S]{0,600}(?:iex|getstream|invoke)/i,
    "reverse_shell",
    0.8,
  ],
  ["nc.exe nc64.exe ncat.exe", /-\w{0,4}e\w{0,3}\s|-l\w{0,3}p/i, "reverse_shell", 0.9],
  ["plink plink.exe", /-(?:r|pw)\s/i, "reverse_shell", 0.8],
  // Staying.
  [
    "schtasks schtasks.exe",
    rest(String.raw`schtasks(?:\.exe)?["']?\s…/create`),
    "persistence",
    0.85,
  ],
  [
    "register-scheduledtask new-scheduledtaskaction register-scheduledjob set-scheduledtask",
    null,
    "persistence",
    0.8,
  ],
  ["schtasks schtasks.exe", rest(String.raw`/(?:change|delete|disable)`), "defense_evasion", 0.6],
  [
    "currentversion",
    /\\CurrentVersion\\(?:Policies\\Explorer\\)?Run(?:Once(?:Ex)?|Services(?:Once)?)?\b/i,
    "persistence",
    0.85,
  ],
  [
    "winlogon",
    /Winlogon\\?["']?[\s\S]{0,120}(?:\b(?:shell|userinit|notify|taskman|autoadminlogon|defaultpassword)\b)/i,
    "persistence",
    0.85,
  ],
  ["options", /Image File Execution Options/i, "persistence", 0.9],
  ["silentprocessexit", null, "persistence", 0.9],
  [
    "appinit_dlls appcertdlls loadappinit_dlls autodialdll debugger globalflag",
    /\\/,
    "persistence",
    0.85,
  ],
  ["clsid", /\\CLSID\\\{/i, "persistence", 0.8],
  ["scriptlet inprocserver32 scrobj.dll treatas", null, "persistence", 0.8],
  ["accessibility", /Accessibility\\ATs/i, "persistence", 0.85],
  ["processor", /Command Processor/i, "persistence", 0.85],
  [
    "sethc.exe utilman.exe osk.exe magnify.exe narrator.exe displayswitch.exe",
    rest(String.raw`(?:copy|takeown|icacls|debugger|replace|move|ren)`),
    "persistence",
    0.85,
  ],
  [
    "sc sc.exe",
    /\bsc(?:\.exe)?["']?\s+(?:\\\\\S{1,60}\s+)?(?:create\s|config\s[\s\S]{0,120}(?:binpath|start\s?=\s?disabled|obj)|sdset\s|failure\s[\s\S]{0,120}command)/i,
    "persistence",
    0.85,
  ],
  ["new-service set-servicebinarypath", null, "persistence", 0.8],
  ["sc sc.exe", /\bsc(?:\.exe)?["']?\s+(?:stop|delete)\s/i, "shell_destructive", 0.7],
  [
    "stop-service set-service",
    rest(
      String.raw`(?:windefend|mpssvc|eventlog|wscsvc|sense|spooler|vss|wuauserv|sysmon|-force|disabled)`,
    ),
    "defense_evasion",
    0.8,
  ],
  [
    "net net.exe net1 net1.exe",
    /\bnet1?(?:\.exe)?["']?\s+(?:user|localgroup|group)\s[^\n]{0,200}?\/(?:add|active|delete|del|domain)\b/i,
    "persistence",
    0.85,
  ],
  [
    "net net.exe net1 net1.exe",
    /\bnet1?(?:\.exe)?["']?\s+user\s+\S{1,40}\s+[^\s/]\S{0,40}\s*(?:$|\n)/i,
    "persistence",
    0.8,
  ],
  ["net net.exe", /\bnet(?:\.exe)?["']?\s+stop\s/i, "shell_destructive", 0.8],
  [
    "net net.exe",
    /\bnet(?:\.exe)?["']?\s+(?:use\s+\\\\|share\s+\S{1,40}=|view|accounts|session|group\s+["']?domain|localgroup\s+["']?administrators)/i,
    "credential_access",
    0.6,
  ],
  [
    "new-localuser add-localgroupmember new-aduser add-adgroupmember set-adaccountpassword set-localuser disable-localuser remove-localuser",
    null,
    "persistence",
    0.8,
  ],
  [
    "new-azureadapplicationpasswordcredential new-azureadserviceprincipal new-azureaduser new-azadserviceprincipal add-azureaddirectoryrolemember new-azroleassignment new-azureadserviceprincipalpasswordcredential add-msolrolemember new-msoluser set-msoluserpassword remove-azureaduser remove-msoluser add-mailboxpermission new-inboxrule set-mailbox add-azureaddirectoryrole new-azureadapplication new-mguser add-roleassignment set-adobject set-aduser set-adcomputer",
    null,
    "persistence",
    0.8,
  ],
  [
    "wmic wmic.exe",
    rest(
      String.raw`wmic(?:\.exe)?["']?\s…(?:process\s…call\s+create|/format:["']?(?:https?:|\S{1,80}\.xsl)|/node:|shadowcopy|rename)`,
    ),
    "persistence",
    0.85,
  ],
  [
    "wmic wmic.exe",
    rest(
      String.raw`wmic(?:\.exe)?["']?\s…(?:product\s…uninstall|startup|antivirusproduct|useraccount|service\s…stop|process\s…(?:delete|terminate)|qfe|group\b)`,
    ),
    "defense_evasion",
    0.6,
  ],
  ["invoke-wmimethod invoke-cimmethod iwmi", /win32_process|create/i, "persistence", 0.8],
  [
    "__eventfilter commandlineeventconsumer activescripteventconsumer __filtertoconsumerbinding register-wmievent set-wmiinstance",
    null,
    "persistence",
    0.85,
  ],
  ["mofcomp mofcomp.exe sdbinst sdbinst.exe", null, "persistence", 0.8],
  ["netsh netsh.exe", /add\s+helper/i, "persistence", 0.85],
  ["startup", /Start Menu\\Programs\\Start\s?up/i, "persistence", 0.8],
  ["add-content set-content out-file", rest(String.raw`\$profile\b`), "persistence", 0.85],
  ["profile", /\$profile\b[^\n]{0,120}(?:start-process|invoke|iex|calc)/i, "persistence", 0.8],
  [
    "custom installedsdb apppatch",
    /AppCompatFlags\\(?:Custom|InstalledSDB)|apppatch\\Custom/i,
    "persistence",
    0.85,
  ],
  [
    "reg reg.exe",
    rest(
      String.raw`\breg(?:\.exe)?["']?\s+(?:add|import)\s…(?:\\services\\|\\lsa|policies\\system|windows defender|security center|systemrestore|\\shell\\open\\command|terminal server|fdenytsconnections|safer|exefile|\.reg\b|screensave|scrnsave|office\\|error reporting|\\print\\|enablelua|consentprompt|netsh|browser helper|time ?providers|cmd\.exe|powershell|\.dll|\.exe|\.vbs|disable|environment|\\classes\\)`,
    ),
    "persistence",
    0.8,
  ],
  [
    "set-itemproperty new-itemproperty new-item sp ni",
    /(?:hk(?:lm|cu):|registry::|hkey_)[\s\S]{0,160}(?:\\services\\|\\lsa|policies\\|windows defender|security center|systemrestore|\\shell\\open\\command|terminal server|fdenytsconnections|winsock2|error reporting|enablelua|consentprompt|promptonsecuredesktop|browser helper|time ?providers|\\classes\\|environment|amsi|scriptblocklogging|screensave|eventlog)/i,
    "persistence",
    0.8,
  ],
  [
    "remove-itemproperty remove-item reg",
    /(?:amsi\\providers|windows defender|eventlog\\|\\runmru|typedpaths|winevt\\channels|terminal server client)/i,
    "defense_evasion",
    0.8,
  ],
  // More than one is allowed.
  [
    "delegateexecute fodhelper fodhelper.exe eventvwr.msc eventvwr.exe computerdefaults.exe sdclt sdclt.exe slui.exe cmstplua",
    null,
    "privilege_escalation",
    0.85,
  ],
  [
    "enablelua consentpromptbehavioradmin promptonsecuredesktop uacdisablenotify localaccounttokenfilterpolicy",
    null,
    "privilege_escalation",
    0.85,
  ],
  ["ms-settings mscfile", /\\shell\\open\\command/i, "privilege_escalation", 0.9],
  ["shell", /\\shell\\open\\command/i, "privilege_escalation", 0.8],
  ["windows", /\\\\\?\\[a-z]:\\windows \\|c:\\windows \\system32/i, "privilege_escalation", 0.9],
  [
    "sedebugprivilege seimpersonateprivilege adjusttokenprivileges impersonateloggedonuser",
    null,
    "privilege_escalation",
    0.7,
  ],
  ["runas runas.exe", /\/(?:savecred|netonly)/i, "privilege_escalation", 0.8],
  ["sidhistory", null, "privilege_escalation", 0.8],
  [
    "takeown takeown.exe icacls icacls.exe",
    /(?:system32|windows\\|\/grant\s+\S{0,24}(?:everyone|users):|\/reset\s+\/t)/i,
    "privilege_escalation",
    0.7,
  ],
  // Not being seen.
  [
    "wevtutil wevtutil.exe",
    /\b(?:cl|clear-log|sl\s[^\n]{0,80}\/e:false|set-log)\b/i,
    "defense_evasion",
    0.9,
  ],
  ["clear-eventlog remove-eventlog limit-eventlog", null, "defense_evasion", 0.85],
  [
    "set-mppreference add-mppreference",
    rest(
      String.raw`(?:disable\w{4,40}|exclusion\w{3,12}|-mapsreporting|submitsamples|defaultaction|unknownthreat)`,
    ),
    "defense_evasion",
    0.9,
  ],
  ["mpcmdrun mpcmdrun.exe", /-removedefinitions|-disable/i, "defense_evasion", 0.9],
  [
    "uninstall-windowsfeature disable-windowsoptionalfeature",
    /defender|powershell/i,
    "defense_evasion",
    0.85,
  ],
  [
    "disableantispyware disablerealtimemonitoring disablebehaviormonitoring disableioavprotection tamperprotection disableantivirus",
    null,
    "defense_evasion",
    0.85,
  ],
  [
    "netsh netsh.exe",
    /(?:advfirewall|firewall)\s+(?:set\s+\S{1,20}\s*(?:profiles?\s+)?(?:state\s+off|mode\s*=?\s*disable|opmode\s+disable|firewallpolicy)|set\s[^\n]{0,60}(?:off|disable)|add\s+(?:rule|portopening|allowedprogram)|delete\s+rule|reset|firewall\s+set)/i,
    "defense_evasion",
    0.85,
  ],
  ["netsh netsh.exe", /portproxy\s+add|trace\s+start/i, "defense_evasion", 0.8],
  [
    "set-netfirewallprofile new-netfirewallrule disable-netfirewallrule remove-netfirewallrule",
    rest(String.raw`(?:-enabled\s+(?:false|0)|-action\s+allow|disable-|remove-)`),
    "defense_evasion",
    0.8,
  ],
  [
    "amsiinitfailed amsiutils amsiscanbuffer amsicontext amsi.dll etweventwrite psetwlogprovider",
    null,
    "defense_evasion",
    0.9,
  ],
  [
    "auditpol auditpol.exe",
    /\/(?:clear|remove|set[\s\S]{0,120}disable|restore)/i,
    "defense_evasion",
    0.85,
  ],
  ["fltmc fltmc.exe", /unload/i, "defense_evasion", 0.9],
  ["sysmon sysmon.exe sysmon64.exe", /-u\b/i, "defense_evasion", 0.8],
  ["fsutil fsutil.exe", /(?:usn\s+deletejournal|file\s+setzerodata)/i, "defense_evasion", 0.85],
  [
    "bcdedit bcdedit.exe",
    /(?:safeboot|testsigning|nointegritychecks|recoveryenabled|bootstatuspolicy|debug|hypervisorlaunchtype)/i,
    "defense_evasion",
    0.85,
  ],
  ["attrib attrib.exe", /\+[sh]\s/i, "defense_evasion", 0.7],
  [
    "taskkill taskkill.exe stop-process",
    rest(
      String.raw`(?:/f|-force|-name)…(?:defend|msmpeng|sysmon|av|sql|exchange|spool|lsass|csrss|winlogon|explorer|security)`,
    ),
    "defense_evasion",
    0.7,
  ],
  ["clear-history", null, "defense_evasion", 0.5],
  ["set-psreadlineoption", /savenothing/i, "defense_evasion", 0.85],
  ["historysavepath", /remove-item|del\b|rm\b|clear-content/i, "defense_evasion", 0.85],
  ["logman logman.exe", /\b(?:stop|delete|update)\b/i, "defense_evasion", 0.7],
  ["assoc ftype", /\.\w{1,6}=/i, "persistence", 0.6],
  [
    "timestomp creationtime lastwritetime",
    /\.(?:creationtime|lastwritetime|lastaccesstime)\s?=\s?/i,
    "defense_evasion",
    0.7,
  ],
  ["unblock-file", null, "defense_evasion", 0.5],
  // Destruction.
  [
    "vssadmin vssadmin.exe",
    /(?:delete\s+shadows|resize\s+shadowstorage)/i,
    "shell_destructive",
    0.95,
  ],
  ["shadowcopy win32_shadowcopy", /\bdelete\b|remove-(?:wmi|cim)/i, "shell_destructive", 0.9],
  ["diskshadow", /delete\s+shadows/i, "shell_destructive", 0.9],
  ["shadows", /delete\s+shadows/i, "shell_destructive", 0.9],
  ["wbadmin wbadmin.exe", /delete\s|disable\s/i, "shell_destructive", 0.9],
  [
    "format format.com format.exe",
    /\bformat(?:\.com|\.exe)?\s+["']?[a-z]:(?=["'\s/]|$)/i,
    "shell_destructive",
    0.9,
  ],
  ["format-volume clear-disk initialize-disk remove-partition", null, "shell_destructive", 0.85],
  ["diskpart diskpart.exe", null, "shell_destructive", 0.8],
  [
    "cipher cipher.exe sdelete sdelete.exe sdelete64.exe",
    /\/w:|-\w\s|\/e\b/i,
    "shell_destructive",
    0.85,
  ],
  [
    "del erase rd rmdir",
    /\b(?:del|erase|rd|rmdir)\s+(?=[^\n]{0,80}\/[sq]\b)[^\n]{0,120}?(?:[a-z]:\\(?:["'\s*]|$|users|windows|program|\*)|%systemroot%|%systemdrive%|%userprofile%|%windir%|c:\\\S{0,20}\*)/i,
    "shell_destructive",
    0.9,
  ],
  [
    "remove-item ri rm",
    /\b(?:remove-item|ri|rm)\b[^\n]{0,200}?-rec\w{0,5}\b[^\n]{0,120}?(?:[a-z]:\\(?=["'\s*]|$|users|windows)|\$env:(?:systemroot|systemdrive|userprofile))|\b(?:remove-item|ri)\s[^\n]{0,60}[a-z]:\\(?=["'\s*]|$)[^\n]{0,60}-rec/i,
    "shell_destructive",
    0.9,
  ],
  [
    "shutdown shutdown.exe",
    /\bshutdown(?:\.exe)?["']?\s+[-/][srpglhfi]\b/i,
    "shell_destructive",
    0.8,
  ],
  ["restart-computer stop-computer", null, "shell_destructive", 0.7],
  [
    "rundll32 rundll32.exe",
    /user32\.dll,\s?lockworkstation|setsuspendstate/i,
    "shell_destructive",
    0.8,
  ],
  ["reagentc reagentc.exe", /\/disable/i, "shell_destructive", 0.85],
  ["disable-computerrestore", null, "shell_destructive", 0.85],
  ["systemrestore", /disable(?:config|sr)|\/disable/i, "shell_destructive", 0.85],
  [
    "reg reg.exe",
    rest(String.raw`\breg(?:\.exe)?["']?\s+delete\s+["']?(?:hklm|hkcr|hkey_local_machine)\\`),
    "shell_destructive",
    0.7,
  ],
  ["ransom ransomware", /note|encrypt|bitcoin|your files/i, "shell_destructive", 0.8],
  [
    "dcrypt.exe diskcryptor manage-bde",
    /dcrypt|diskcryptor|-(?:on|lock|forcerecovery|protectors\s+-delete)/i,
    "shell_destructive",
    0.8,
  ],
  ["your_files.txt readme_for_decrypt.txt how_to_decrypt.txt", null, "shell_destructive", 0.85],
  // Looking around as only attackers do.
  [
    "nltest nltest.exe",
    /\/(?:dclist|domain_trusts|dsgetdc|parentdomain|trusted_domains)/i,
    "credential_access",
    0.8,
  ],
  ["dsquery dsquery.exe", null, "credential_access", 0.7],
  [
    "get-domainuser get-domaincomputer get-domaincontroller get-domaintrust get-netuser get-netgroup get-netdomain get-netcomputer find-localadminaccess invoke-userhunter invoke-sharefinder get-netlocalgroup get-domaingroupmember get-objectacl get-forest get-netgpo invoke-portscan invoke-eventhunter invoke-processhunter get-domaingpo invoke-dcomexec invoke-userimpersonation get-netsession get-netloggedon",
    null,
    "credential_access",
    0.85,
  ],
  [
    "get-adcomputer get-aduser get-adgroupmember get-adtrust get-addomain",
    /-filter\s+["']?\*|-properties\s+\*/i,
    "credential_access",
    0.6,
  ],
  // Sending away.
  [
    "invoke-restmethod irm invoke-webrequest iwr",
    rest(
      String.raw`-method\s+["']?(?:post|put)…-(?:body|infile)\s…(?:get-content|\$env:|readallbytes|\.zip|convertto|secret|passw)`,
    ),
    "shell_exfiltration",
    0.8,
  ],
  ["uploadfile uploadstring uploaddata", null, "shell_exfiltration", 0.8],
  ["send-mailmessage", /-attachments?\b/i, "shell_exfiltration", 0.7],
  [
    "copy-item copy xcopy robocopy",
    rest(
      String.raw`(?:copy-item|xcopy|robocopy|copy)\s…(?:\\\\\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\\|-tosession)`,
    ),
    "shell_exfiltration",
    0.6,
  ],
  [
    "compress-archive rar rar.exe 7z.exe winrar",
    rest(
      String.raw`(?:compress-archive|rar|7z)(?:\.exe)?["']?\s…(?:\$env:userprofile|%userprofile%|\*\.(?:docx?|xlsx?|pdf|txt)|-hp|\\users\\)`,
    ),
    "shell_exfiltration",
    0.7,
  ],
  ["psexec psexec.exe psexec64.exe", /-(?:s|accepteula|c|u)\b/, "privilege_escalation", 0.8],
  ["start-service", /vss|remoteregistry|winrm/i, "privilege_escalation", 0.5],
  [
    "enable-psremoting enter-pssession new-pssession winrm winrs winrs.exe invoke-command",
    rest(String.raw`(?:-computername\s+(?!localhost)|enable-psremoting|winrs\s|-r:|quickconfig)`),
    "privilege_escalation",
    0.6,
  ],
  [
    "getwin32_process gettypefromclsid shellbrowserwindow shellexecute",
    /gettypefromclsid|shellbrowserwindow|document\.application\.shellexecute/i,
    "obfuscation",
    0.8,
  ],
];

/** The rules by lower-cased word. */
export const WINDOWS_RULES = rulesByWord(RULES);
