#pragma once

#include <array>

#include "cli/args.h"

// What each command needs beyond an ordinary user's rights: its help states it, and all else is given up at the start.
namespace modtrail {

bool always_needed(const Arguments& arguments);
bool judges_host(const Arguments& arguments);  // neither SOURCE nor --root nor --undo
bool reads_host(const Arguments& arguments);   // no --root
bool writes_output(const Arguments& arguments);
bool writes_anchors(const Arguments& arguments);  // --anchor-to
bool writes_trail(const Arguments& arguments);    // --into
bool watches_kernel(const Arguments& arguments);  // --from netlink
bool watches_log(const Arguments& arguments);
bool writes_watch(const Arguments& arguments);  // --into, --output, --state, --learn
bool changes_user(const Arguments& arguments);  // --run-as
bool writes_files(const Arguments& arguments);  // fix: that, or rules

inline constexpr Need kHostNeed{Power::AuditControl, "to read the rules the kernel holds: without SOURCE and --root",
                                judges_host};
inline constexpr Need kFilesNeed{Power::ReadFiles, "to read files of other users", always_needed};
inline constexpr Need kOutputNeed{Power::WriteFiles, "to write where others own: with --output", writes_output};
inline constexpr Need kOutputLabelNeed{Power::WriteLabels, "to keep a file's label: with --output", writes_output};

inline constexpr std::array kSceneNeeds = {kHostNeed, kFilesNeed, kOutputNeed, kOutputLabelNeed};
inline constexpr std::array kFixNeeds = {
    Need{Power::AuditControl, "to read the rules the kernel holds, and with --load to add to them", judges_host},
    kFilesNeed,
    Need{Power::WriteFiles, "to write where others own: with --output, --install, --undo", writes_files},
    Need{Power::WriteLabels, "to keep a file's label: with --output, --install, --undo", writes_files},
};
inline constexpr std::array kProbeNeeds = {
    Need{Power::AuditRead, "to see the kernel's records", always_needed},
    Need{Power::AuditControl, "to read the rules the kernel holds, by which a missing record is explained",
         always_needed},
    Need{Power::ReadFiles, "to see the audit daemon's log", always_needed},
    kOutputNeed,
    kOutputLabelNeed,
};
inline constexpr std::array kSearchNeeds = {
    kFilesNeed,
    Need{Power::WriteFiles, "to write where others own: with --into", writes_trail},
};
inline constexpr std::array kReconcileNeeds = {
    Need{Power::KernelLog, "to read the kernel's log: without --root", reads_host},
    kFilesNeed,
    kOutputNeed,
    kOutputLabelNeed,
};
inline constexpr std::array kStatusNeeds = {
    Need{Power::AuditControl, "to read the rules the kernel holds and how its records are delivered: without --root",
         reads_host},
    Need{Power::KernelLog, "to read the kernel's log: without --root", reads_host},
    kFilesNeed,
    kOutputNeed,
    kOutputLabelNeed,
};
inline constexpr std::array kWatchNeeds = {
    Need{Power::ReadFiles, "to read the audit daemon's log", watches_log},
    Need{Power::AuditRead, "to have the kernel's records: with --from netlink, until the socket is open",
         watches_kernel},
    Need{Power::LargeBuffer, "to have a large buffer for them: likewise", watches_kernel},
    Need{Power::AuditControl,
         "to read the kernel's count of lost records, in a process of its own; without it nothing is ever complete",
         always_needed},
    Need{Power::WriteFiles, "to write where others own: with --into, --output, --state, --learn", writes_watch},
    Need{Power::ChangeUser, "to become another user: with --run-as, at the start", changes_user},
};
inline constexpr std::array kVerifyNeeds = {
    kFilesNeed,
    kOutputNeed,
    kOutputLabelNeed,
    Need{Power::WriteFiles, "to write where others own: with --anchor-to", writes_anchors},
};
inline constexpr std::array kOutputNeeds = {kOutputNeed, kOutputLabelNeed};

// Errors: as keep_only().
Result<> keep_needed(const Command& command, const Arguments& arguments);

}  // namespace modtrail
