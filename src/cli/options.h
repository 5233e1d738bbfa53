#pragma once

#include <array>

#include "cli/args.h"

// Every option there is.  Parsing, help, "did you mean" and completion read these tables.
namespace modtrail {

inline constexpr auto kSceneOptions = std::to_array<OptionSpec>({
    {"--root", "DIR", "The machine's files: an image, a mounted disk"},
    {"--input", "KIND", "What SOURCE is", "auto|rules|listing|machineconfig|ignition|butane"},
    {"--pool", "NAME", "Of a cluster's pools this one alone"},
    {"--assume", "FACT=VALUE", "Set a fact about the machine, as x32=on", "", Times::Many},
    {"--arch", "ARCH", "The machine's architecture", "x86_64|i386|aarch64|ppc64le|s390x"},
    {"--kernel", "VERSION", "The kernel's version"},
    {"--auditctl", "VERSION", "The version of the auditctl that loads the rules"},
});

// The forms a command's answer has (output.cc knows what each word means).
inline constexpr OptionSpec kFormat = {"--format", "FORMAT", "The form of the answer", "text|json"};
inline constexpr auto kFormats = std::to_array<OptionSpec>({kFormat});
inline constexpr auto kProbeFormats = std::to_array<OptionSpec>({
    {kFormat.name, kFormat.value, kFormat.help, "text|json|prometheus"},
});
inline constexpr auto kCheckFormats = std::to_array<OptionSpec>({
    {kFormat.name, kFormat.value, kFormat.help, "text|json|html|markdown|sarif|junit|xccdf|checkresult|csv|prometheus"},
});

inline constexpr auto kOutputOptions = std::to_array<OptionSpec>({
    {"--output", "[FORMAT:]FILE", "Write to FILE instead, whole or not at all (- is standard output)", "", Times::Many,
     "-o"},
    {"--color", "WHEN", "Colour the text (NO_COLOR is honoured)", "auto|always|never"},
    {"--quiet", "", "The verdict alone", "", Times::Once, "-q"},
    {"--verbose", "", "Every witness, every fact", "", Times::Once, "-v"},
});

inline constexpr auto kCheckOptions = std::to_array<OptionSpec>({
    {"--scope", "WHO", "Whose attempts count: everyone's, or those of people who logged in", "everyone|logins"},
    {"--profile", "NAME", "Judge by the controls of a profile (see modtrail profiles)", "", Times::Many},
    {"--control", "ID", "Judge by one control", "", Times::Many},
    {"--fail-on", "LEVEL", "The findings that make the check fail", "error|warning"},
    {"--strict", "", "A verdict that needs an assumption is undecided"},
    {"--exceptions", "FILE", "What is lived with until a day (TOML)"},
    {"--baseline", "FILE", "Count only what is new since this answer of check --format json"},
    {"--log", "LOG", "What the HTML report tells of this log, directory of logs or sealed trail", "", Times::Many},
    {"--exit-zero", "", "Exit 0 whatever the verdict: the report is what is wanted"},
});

inline constexpr auto kExplainOptions = std::to_array<OptionSpec>({
    {"--attempt", "WORDS", "One attempt: 'abi=b64 syscall=finit_module auid=1000', or a JSON object"},
    {"--attempts", "FILE", "Many, one JSON object a line; one line of JSON is answered to each"},
    {"--record", "RECORD", "A logged SYSCALL record; - reads it from standard input"},
});

inline constexpr auto kProbeOptions = std::to_array<OptionSpec>({
    {"--log", "FILE", "Where the records are to arrive; without it auditd's log", "", Times::Many},
    {"--abi", "ABI", "Call through this ABI; without it through all that the machine offers", "b64|b32|x32",
     Times::Many},
    {"--timeout", "SECONDS", "How long to wait for the records; without it 5"},
    {"--heartbeat", "SECONDS", "Probe again after so many seconds, a line each time, until ended"},
});

inline constexpr auto kSearchOptions = std::to_array<OptionSpec>({
    {"--root", "DIR", "The machine's files: its /var/log/audit, and its names of users"},
    {"--since", "TIME", "From then on: 2026-11-28, 2026-11-28T03:00Z, '2h ago', or a word of ausearch's --start", "",
     Times::Once, "-s"},
    {"--until", "TIME", "Until then, as --since", "", Times::Once, "-u"},
    {"--start", "TIME", "The same as --since"},
    {"--end", "TIME", "The same as --until"},
    {"--module", "NAME", "Of this module; * and ? as in a shell, - and _ are one", "", Times::Many, "-m"},
    {"--user", "USER", "By this user, a name or number, as who logged in or as whom; unset: nobody logged in", "",
     Times::Many},
    {"--outcome", "OUTCOME", "With this outcome", "done|refused|absent|busy|exists|invalid|failed", Times::Many},
    {"--operation", "OPERATION", "Loads or unloads alone", "load|unload"},
    {"--key", "KEY", "Recorded by a rule with this key", "", Times::Many, "-k"},
    {"--exe", "PATH", "By this program; * and ? as in a shell", "", Times::Many},
    {"--into", "TRAIL", "Keep their records in a sealed trail, a directory, instead of telling them"},
    {"--quota", "MIB", "How large the trail may be; without it 1024"},
    {"--all", "", "Every event of the log, not module events alone (with --format json or raw)"},
    {"--summary", "", "How often, by module, user, day and outcome"},
    {"--format", "FORMAT", "The form of the answer", "text|json|ecs|ocsf|csv|raw"},
    {"--raw", "", "With --format json: the records themselves, too"},
    {"--jobs", "N", "So many threads; without it as many as there are processors", "", Times::Once, "-j"},
    {"--quiet", "", "No words about lines that are no records", "", Times::Once, "-q"},
    {"--verbose", "", "Name each line that is no record", "", Times::Once, "-v"},
});

inline constexpr auto kReconcileOptions = std::to_array<OptionSpec>({
    {"--root", "DIR", "The machine's files: an image, or a tree captured of /proc, /sys, /lib/modules and /var/log"},
    {"--kernel-log", "FILE", "What dmesg printed, instead of the machine's /dev/kmsg or /var/log/dmesg"},
});

inline constexpr auto kWatchOptions = std::to_array<OptionSpec>({
    {"--from", "WHERE", "Where the records come from; without it the log", "log|netlink|audisp"},
    {"--state", "FILE", "Where the watch keeps how far it came, to go on from there the next time"},
    {"--whole", "", "Begin with what the log and its rotated parts hold already, where there is no state"},
    {"--once", "", "Read what there is by now, and end (exit 1 if something is missing, or after an alert)"},
    {"--interval", "SECONDS", "How often to say whether the trail is complete; without it 300"},
    {"--into", "TRAIL", "Keep the records of module events in a sealed trail, too, a directory"},
    {"--quota", "MIB", "How large the trail may be; without it 1024"},
    {"--policy", "FILE", "Which modules may come and go, by whom (TOML); of others it alerts"},
    {"--learn", "FILE", "At the end, write a policy that allows the modules that were seen, to begin with"},
    {"--format", "FORMAT", "The form of what is told", "text|json|ecs|ocsf"},
    {"--raw", "", "With --format json: the records themselves, too"},
    {"--output", "FILE", "Add to the end of FILE instead of standard output", "", Times::Once, "-o"},
    {"--rotate", "MIB", "Move FILE away to FILE.1 when it would grow past so many mebibytes"},
    {"--keep", "N", "With --rotate: keep so many that were moved away; without it 8"},
    {"--to", "LOGGER",
     "Tell it to a logger, by its usual socket or :SOCKET, instead: syslog[:SOCKET], journald[:SOCKET]", "",
     Times::Many},
    {"--run-as", "USER", "Become this user at the start"},
    {"--on-alert", "COMMAND", "Run it for each alert, its words parted by blanks, the alert on its standard input"},
});

inline constexpr auto kVerifyOptions = std::to_array<OptionSpec>({
    {"--key", "KEY", "A chain's first key as it was printed, or a file of such", "", Times::Many},
    {"--anchor", "FILE", "Checkpoints that were kept elsewhere", "", Times::Many},
    {"--print-anchor", "", "Print the last checkpoint of each chain, to be kept elsewhere"},
    {"--anchor-to", "PLACE",
     "Put it there, unless the trail is broken: file:PATH, syslog[:SOCKET], journald[:SOCKET] or command:PROGRAM "
     "ARGUMENTS",
     "", Times::Many},
});

inline constexpr auto kStatusOptions = std::to_array<OptionSpec>({
    {"--root", "DIR", "The machine's files: an image, or a tree captured of a machine"},
    {"--trail", "TRAIL", "Its sealed trail; without it the one in /var/lib/modtrail, if there is one"},
    {"--key", "KEY", "The first key of the trail's chain as it was printed, or a file of such", "", Times::Many},
    {"--anchor", "FILE", "Checkpoints of the trail that were kept elsewhere", "", Times::Many},
    {"--probe", "FILE",
     "What the last probe --format json answered; without it /var/lib/modtrail/probe.json, if there is one"},
});

inline constexpr auto kFixOptions = std::to_array<OptionSpec>({
    {"--scope", "WHO", "Whose attempts are to be recorded", "everyone|logins"},
    {"--profile", "NAME", "Add what makes a profile's controls pass, and its scanner", "", Times::Many},
    {"--control", "ID", "Add what makes one control pass, and its scanner", "", Times::Many},
    {"--as", "FORM", "What to write instead of a diff", "rules|machineconfig|butane|ansible"},
    {"--role", "ROLE", "The role whose nodes get a MachineConfig; without it: master and worker", "", Times::Many},
    {"--openshift", "VERSION", "The OpenShift whose Butane to write, from 4.8 to 4.22; without it 4.12"},
    {"--per-check", "", "One MachineConfig for each check of the Compliance Operator, named as it names them"},
    {"--check", "", "Only tell whether there is something to fix (exit 1)"},
    {"--install", "", "Write it into the files of the running host, or below --root"},
    {"--allow-changes", "", "Take out what no rule can make good: --install comments it out, --load deletes it"},
    {"--undo", "", "Take the last --install back"},
    {"--load", "", "Add what the running kernel lacks to it"},
    {"--output", "FILE", "Write to FILE instead, whole or not at all", "", Times::Once, "-o"},
    {"--color", "WHEN", "Colour the diff (NO_COLOR is honoured)", "auto|always|never"},
    {"--quiet", "", "No words about what rules cannot close", "", Times::Once, "-q"},
});

}  // namespace modtrail
