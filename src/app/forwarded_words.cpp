#include "app/forwarded_words.hpp"

#include "base/text.hpp"

namespace nagaya::app {

namespace {

class Words {
public:
    explicit Words(std::string name) : words_({std::move(name)}) {}

    Words& flag(std::string_view option, bool given) {
        if (given) words_.emplace_back(option);
        return *this;
    }
    Words& option(std::string_view option, const std::string& value) {
        if (!value.empty()) words_.insert(words_.end(), {std::string(option), value});
        return *this;
    }
    Words& format(Format format) { return option("--format", format == Format::json ? "json" : ""); }
    Words& change(const ChangeOptions& options) {
        return flag("--no-wait", options.no_wait).option("--on-failure", options.keep_failed ? "keep" : "");
    }
    Words& positionals(const std::vector<std::string>& more) {
        words_.insert(words_.end(), more.begin(), more.end());
        return *this;
    }
    Words& prefix(const std::string& prefix) {
        words_.emplace_back("--prefix");
        if (!prefix.empty()) words_.push_back(prefix);
        return *this;
    }
    operator std::vector<std::string>() const { return words_; }

private:
    std::vector<std::string> words_;
};

}  // namespace

std::string_view word(UnitDeed deed) {
    switch (deed) {
        case UnitDeed::start: return "start";
        case UnitDeed::stop: return "stop";
        case UnitDeed::restart: return "restart";
        case UnitDeed::enable: return "enable";
        case UnitDeed::disable: return "disable";
    }
    return "";
}

std::vector<std::string> forwarded_words(const PlanOptions& options) {
    return Words("plan")
        .option("--host", options.where.host)
        .positionals(options.services)
        .format(options.format)
        .flag("--detailed-exitcode", options.detailed_exitcode)
        .flag("--purge", options.purge)
        .flag("--no-diff", !options.diffs)
        .option("--out", options.out.empty() ? "" : "-");
}

std::vector<std::string> forwarded_words(const ApplyOptions& options) {
    return Words("apply")
        .option("--host", options.where.host)
        .positionals(options.services)
        .flag("--purge", options.purge)
        .change(options.change)
        .format(options.format);
}

std::vector<std::string> forwarded_words(const StatusOptions& options) {
    return Words("status").positionals(options.services).format(options.format).flag("--watch", options.watch);
}

std::vector<std::string> forwarded_words(const PortsOptions& options) { return Words("ports").format(options.format); }

std::vector<std::string> forwarded_words(const LogsOptions& options) {
    return Words("logs")
        .option("--lines", concat(options.lines))
        .flag("--follow", options.follow)
        .positionals(options.services);
}

std::vector<std::string> forwarded_words(const UnitOptions& options) {
    return Words(std::string(word(options.deed)))
        .positionals(options.services)
        .flag("--no-wait", options.change.no_wait);
}

std::vector<std::string> forwarded_words(const ExecOptions& options) {
    return Words("exec")
        .option("--container", options.container)
        .positionals({"--", options.service})
        .positionals(options.command);
}

std::vector<std::string> forwarded_words(const RemoveOptions& options) {
    return Words("remove")
        .positionals(options.services)
        .flag("--purge", options.purge)
        .change(options.change)
        .format(options.format);
}

std::vector<std::string> forwarded_words(std::string_view deed, const CertificateOptions& options) {
    return Words("cert").positionals({std::string(deed)}).positionals(options.names).format(options.format);
}

std::vector<std::string> forwarded_words(const GenerationsOptions& options) {
    return Words("generations").format(options.format).prefix(options.prefix);
}

std::vector<std::string> forwarded_words(const RollbackOptions& options) {
    return Words("rollback")
        .positionals(options.generation == 0 ? std::vector<std::string>() : std::vector{concat(options.generation)})
        .flag("--dry-run", options.dry_run)
        .flag("--no-diff", !options.diffs)
        .change(options.change)
        .format(options.format)
        .prefix(options.prefix);
}

std::vector<std::string> forwarded_words(const DiffOptions& options) {
    std::vector<std::string> generations = {concat(options.from)};
    if (options.to != 0) generations.push_back(concat(options.to));
    return Words("diff")
        .positionals(generations)
        .flag("--no-diff", !options.diffs)
        .format(options.format)
        .prefix(options.prefix);
}

std::vector<std::string> forwarded_words(const PruneOptions& options) {
    return Words("prune")
        .option("--generations", options.generations ? concat(*options.generations) : "")
        .option("--age", options.age_s ? concat(*options.age_s, "s") : "")
        .flag("--dry-run", options.dry_run)
        .flag("--quiet", options.quiet)
        .flag("--no-wait", options.change.no_wait)
        .format(options.format)
        .prefix(options.prefix);
}

}  // namespace nagaya::app
