#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

struct Range {
    std::string_view account;
    uint64_t begin;
    uint64_t end;
    Span at;
};

std::string print(const Range& range) { return concat(range.begin, " to ", range.end - 1); }

void check_one(const Context& context, const Range& range, const RuleInfo& info, Report& report) {
    const auto& settings = context.site().settings;
    const auto add = [&](Severity severity, std::string_view what, std::vector<Label> labels) {
        report.add({.code = info.code,
                    .severity = severity,
                    .message = concat("subordinate ids ", print(range), " of account `", range.account, "` ", what),
                    .at = range.at,
                    .labels = std::move(labels),
                    .help = "take the account's line out of nagaya.lock: it gets a free range then"});
    };
    if (range.end > uint64_t{1} << 32)
        add(info.severity, "go past the last id there is", {});
    else if (range.begin <= settings.last_uid.value && settings.first_uid.value < range.end)
        add(info.severity, "overlap the uids of accounts",
            {{.at = settings.first_uid.at, .message = "the accounts' range"}});
    else if (range.begin < 100'000)
        add(Severity::warning, "begin below 100000, where hosts have users of their own", {});
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    std::vector<Range> ranges;
    for (const auto& [name, ids] : context.site().lock.accounts) {
        if (ids.subid_count == 0) continue;
        ranges.push_back({.account = name,
                          .begin = ids.subid_start,
                          .end = uint64_t{ids.subid_start} + ids.subid_count,
                          .at = ids.at});
    }
    std::ranges::stable_sort(ranges, {}, &Range::begin);
    const Range* longest = nullptr;  // of those before, the one that ends last
    for (const auto& range : ranges) {
        check_one(context, range, info, report);
        if (longest != nullptr && range.begin < longest->end)
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("subordinate ids ", print(range), " of account `", range.account,
                                   "` overlap those of account `", longest->account, "`"),
                 .at = range.at,
                 .labels = {{.at = longest->at, .message = concat("`", longest->account, "` has ", print(*longest))}},
                 .help = "take the newer one's line out of nagaya.lock: it gets a free range then"});
        if (longest == nullptr || range.end > longest->end) longest = &range;
    }
}

}  // namespace

extern const Rule subid_overlap = {
    .info =
        {
            .code = "subid-overlap",
            .summary = "the subordinate ids of two accounts overlap",
            .why = "The users inside an account's containers are ids of the account's range in `/etc/subuid` and "
                   "`/etc/subgid`.\n"
                   "Where two ranges overlap, a process that breaks out of one account's container owns files of the "
                   "other's.\n"
                   "The same holds for a range that covers the accounts themselves. The ranges stand in `nagaya.lock`, "
                   "so\n"
                   "overlaps come from merging two branches or from editing.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== nagaya.lock
version = 1

[accounts]
blog = { uid = 2000, subid_start = 1000000, subid_count = 65536 }
web = { uid = 2001, subid_start = 1030000, subid_count = 65536 }

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== nagaya.lock
version = 1

[accounts]
blog = { uid = 2000, subid_start = 1000000, subid_count = 65536 }
web = { uid = 2001, subid_start = 1065536, subid_count = 65536 }

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
