// Names of commands, by how likely a person writes them as words. What smuggles a command into a
// value starts with one of these.

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/** Names that are no words of a language: after a separator they are commands. */
export const SURE_COMMANDS = set(
  "whoami uname ifconfig ipconfig netstat nslookup curl wget lsof lscpu lsblk lsmod lspci lsusb systeminfo tasklist taskkill sysinfo " +
    "chmod chown chgrp chattr mkfs fdisk mkfifo mknod printenv getent useradd userdel usermod groupadd adduser passwd visudo sudo doas " +
    "bash zsh ksh csh tcsh pwsh powershell powershell.exe cmd.exe wmic mshta certutil bitsadmin regsvr32 rundll32 cscript wscript msiexec schtasks vssadmin wevtutil netsh regedit bcdedit bcdboot diskpart icacls takeown attrib whoami.exe ping.exe " +
    "iptables ufw tcpdump tshark nmap masscan ncat netcat socat telnet sshpass scp sftp rsync tftp smbclient rpcclient ldapsearch mysqldump pg_dump psql sqlite3 redis-cli mongo mongosh mysql " +
    "python python2 python3 perl ruby nodejs php irb lua luajit tclsh awk gawk mawk sed egrep fgrep zgrep zcat bzcat xzcat gunzip bunzip2 unxz xxd hexdump base64 base32 basenc uuencode uudecode rev tac nl strace ltrace gdb gcc cc g++ c89 c99 clang make cmake " +
    "crontab systemctl journalctl initctl nohup setsid xargs tee xterm screen tmux busybox toybox env printenv ansible ansible-config ansible-console ansible-doc ansible-galaxy ansible-inventory ansible-playbook ansible-pull ansible-vault chef-client chef-run chef-shell chef-vault puppet cscli rmt rmt-tar rmt-dump aptitude apt apt-get dpkg rpm yum dnf apk pacman brew pip pip3 npm npx gem " +
    "docker podman kubectl helm terraform aws gcloud az gsutil lastlog lastlogin lastb dmesg sysctl insmod modprobe ifup ifdown iwconfig arp traceroute tracert tracepath hostnamectl uconv uptime htop pstree pgrep pkill killall ss iex iwr irm iwmi icm gwmi gci invoke-expression invoke-webrequest invoke-wmimethod invoke-restmethod get-process get-content start-process get-childitem new-object cpulimit flock gcc10.1 msfvenom unlink rmdir mkdir ssh-copy-id ssh-keygen ssh-add openssl sqlmap dig drill httpie aria2c lynx w3m links2 phpinfo jrunscript jjs expect zip7 7z 7za tar unzip cpio dd shred mkswap losetup whereis printf wall gcore ftp.exe quser qwinsta nltest dsquery setspn klist cmdkey getmac driverquery ssh nc vim vi nano emacs ed pico gzip xz bzip2 stdbuf rbash run-parts start-stop-daemon unshare nsenter chroot capsh setcap getcap lsattr sysvinit halt poweroff reboot shutdown init telinit logname tty ls ll dir ps pwd id df du",
);

/** Names that people write too: what follows must look like arguments. */
export const WORDY_COMMANDS = set(
  "cat rm cp mv ln set who w at time find sort date host hostname top last more less cut head tail test type echo sleep man kill ping join split touch write look column fold comm expand paste tr uniq wc file stat watch which where exec eval source alias export history trap bridge perf view service start net reg sc copy del erase move ren rd md cls ver vol path tree mode print cd fc more assoc ftype call for if goto query cmd sh ftp git go node java nice env jobs users groups locate mount fmt od as ar batch bc dc busy cancel ip lp mail mutt nm pic pr pry read sg tbl ul yes zip zsoelim strings run-mailcap chsh jq jobs return crash cobc byebug docker dvips elvish ex finger install ioctl julia knife ksshell latex ld less loginctl dash ash fish mtr mysql neofetch octave pandoc pax pdb pidstat pkexec posh puppet rake restic rview scrot shuf snap snort soelim tasksh tex timeout timedatectl unsquashfs vagrant varnish xargs xdotool xmodmap zathura zypper shell command ab",
);

/** Commands with a subcommand that only a command has. */
export const SUBCOMMANDS: Readonly<Record<string, RegExp | undefined>> = {
  net: /^(?:user|view|localgroup|group|use|start|stop|share|accounts|session|config|statistics)\b/i,
  reg: /^(?:add|query|save|delete|export|import|load)\b/i,
  sc: /^(?:query|stop|start|create|config|delete|qc|sdset|sdshow)\b/i,
  query: /^(?:user|session|process)\b/i,
  service: /^[\w.@-]{1,40}\s(?:stop|start|restart|status)\b/i,
  git: /^(?:clone|config|push|pull|fetch|ls-remote|log|show|diff|init|archive|grep)\b/i,
  ip: /^(?:a|addr|address|route|link|r|neigh)\b/i,
  go: /^(?:run|build|get|install|env|version)\b/i,
  for: /^(?:\/\w\s|%%?\w\s{1,4}in\b|\w{1,12}\s{1,4}in\s[^;\n]{0,80}(?:[;\n]\s{0,4}do\b|$))/i,
  if: /^(?:not\s{1,4}(?:exist|defined|errorlevel|["'%])|exist\s|defined\s|\/i\s|errorlevel|\[)/i,
  cmd: /^\/[ckr]\b/i,
  start: /^(?:\/\w|https?:|cmd|calc|notepad|powershell)/i,
  netsh: /^(?:firewall|advfirewall|wlan|interface|int|winhttp|add|trace)\b/i,
  chmod: /^(?:\+?[xXrws]|[0-7]{3,4}|[ugoa]{0,3}[+=-]\w{1,3})\s/i,
  at: /^(?:\d{1,2}:\d\d|now|noon|midnight)\b/i,
  cscli: /^\w{3,20}\s(?:list|delete|add)\b/i,
  docker: /^(?:ps|run|exec|images|inspect|cp|pull)\b/i,
};
