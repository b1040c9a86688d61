#include "apply/planted.hpp"

#include <deque>

#include "apply/frame.hpp"
#include "apply/journal.hpp"

namespace nagaya::apply {

namespace {

/// A storage that does what another does.
class Around : public Storage {
public:
    explicit Around(Storage& inner) : inner_(inner) {}
    Result<std::string> read_journal() override { return inner_.read_journal(); }
    Result<void> append(std::string_view bytes) override { return inner_.append(bytes); }
    Result<void> sync() override { return inner_.sync(); }
    Result<void> cut_journal(size_t size) override { return inner_.cut_journal(size); }
    Result<void> keep(const state::Content& content) override { return inner_.keep(content); }
    Result<void> fill(state::Content& content) override { return inner_.fill(content); }
    Result<void> write_generation(uint64_t number, std::string_view text) override {
        return inner_.write_generation(number, text);
    }
    Result<std::string> read_generation(uint64_t number) override { return inner_.read_generation(number); }
    Result<void> remember(const state::Deployed& deployed) override { return inner_.remember(deployed); }
    Result<state::Deployed> recall() override { return inner_.recall(); }

protected:
    Storage& inner_;
};

/// What a record is: the kind of the frame that the bytes begin with; a begin record is the only one bound to nothing.
bool is_begin(std::string_view bytes) { return read_frame(bytes, "").has_value(); }
bool is_commit(std::string_view bytes) {
    constexpr size_t place_of_kind = 5;
    constexpr char commit_kind = 3;
    return bytes.size() > place_of_kind && bytes[place_of_kind] == commit_kind;
}

/// Says that a step is begun when the next one is: after the deed.
class LateMarks : public Around {
public:
    using Around::Around;
    Result<void> append(std::string_view bytes) override {
        std::swap(held_, late_);
        held_ = is_begin(bytes) || is_commit(bytes) ? "" : std::string(bytes);
        const std::string now = std::exchange(late_, {}) + (held_.empty() ? std::string(bytes) : "");
        return now.empty() ? Result<void>() : inner_.append(now);
    }

private:
    std::string held_;
    std::string late_;
};

/// Syncs nothing but what it must not forget: the other records are only written.
class SyncsOnly : public Around {
public:
    SyncsOnly(Storage& inner, bool (*which)(std::string_view)) : Around(inner), which_(which) {}
    Result<void> append(std::string_view bytes) override {
        wanted_ = which_(bytes);
        return inner_.append(bytes);
    }
    Result<void> sync() override { return wanted_ ? inner_.sync() : Result<void>(); }

private:
    bool (*which_)(std::string_view);
    bool wanted_ = false;
};

class KeepsNothing : public Around {
public:
    using Around::Around;
    Result<void> keep(const state::Content&) override { return {}; }
};

/// Commits, and only then writes what was committed.
class LateGeneration : public Around {
public:
    using Around::Around;
    Result<void> write_generation(uint64_t number, std::string_view text) override {
        number_ = number;
        text_ = text;
        return {};
    }
    Result<void> remember(const state::Deployed& deployed) override {
        if (!text_.empty()) std::ignore = inner_.write_generation(number_, std::exchange(text_, {}));
        return inner_.remember(deployed);
    }

private:
    uint64_t number_ = 0;
    std::string text_;
};

/// Drops the journal before the record is durable.
class LateRecord : public Around {
public:
    using Around::Around;
    Result<void> remember(const state::Deployed& deployed) override {
        if (held_) std::ignore = inner_.remember(*held_);
        held_ = deployed;
        return {};
    }
    Result<void> cut_journal(size_t size) override {
        const Result<void> cut = inner_.cut_journal(size);
        if (held_) std::ignore = inner_.remember(*held_);
        held_.reset();
        return cut;
    }
    Result<state::Deployed> recall() override { return held_ ? Result<state::Deployed>(*held_) : inner_.recall(); }

private:
    std::optional<state::Deployed> held_;
};

/// Claims in the record what the journal does not know yet.
class LateBegin : public Around {
public:
    using Around::Around;
    Result<void> append(std::string_view bytes) override {
        if (!is_begin(bytes)) return inner_.append(bytes);
        held_ = bytes;
        return {};
    }
    Result<void> remember(const state::Deployed& deployed) override {
        TRY(inner_.remember(deployed));
        if (held_.empty()) return {};
        TRY(inner_.append(std::exchange(held_, {})));
        return inner_.sync();
    }

private:
    std::string held_;
};

/// Drops the journal as soon as it is read.
class DropsFirst : public Around {
public:
    using Around::Around;
    Result<std::string> read_journal() override {
        std::string bytes = TRY(inner_.read_journal());
        TRY(inner_.cut_journal(0));
        return bytes;
    }
};

/// Never drops it.
class DropsNever : public Around {
public:
    using Around::Around;
    Result<void> cut_journal(size_t) override { return {}; }
};

/// Does not make durable what it found.
class BelievesWhatItSees : public Around {
public:
    using Around::Around;
    Result<void> append(std::string_view) override { return {}; }
    Result<void> sync() override { return {}; }
};

/// Writes each record's frame once.
class NoTwins : public Around {
public:
    using Around::Around;
    Result<void> append(std::string_view bytes) override { return inner_.append(bytes.substr(0, bytes.size() / 2)); }
};

/// Trusts every frame: gives it the checksum that its bytes should have.
class Unverified : public Around {
public:
    using Around::Around;
    Result<std::string> read_journal() override {
        constexpr size_t place_of_sealed = 4;
        constexpr size_t header = 26;
        const std::string bytes = TRY(inner_.read_journal());
        std::string sealed;
        std::string binding;
        for (std::string_view rest = bytes; rest.size() >= header;) {
            const size_t length = number_at(rest.substr(place_of_sealed + 2), 4);
            if (length > rest.size() - header) break;
            const auto kind = static_cast<uint8_t>(rest[place_of_sealed + 1]);
            sealed += make_frame(kind, rest.substr(header, length), sealed.empty() || kind == 1 ? "" : binding);
            if (binding.empty()) binding = read_frame(sealed, "") ? read_frame(sealed, "")->checksum : "";
            rest.remove_prefix(header + length);
        }
        return sealed;
    }
};

/// Goes back in the order in which it went.
class Forwards : public Machine {
public:
    explicit Forwards(Machine& inner) : inner_(inner) {}
    Result<void> perform(const plan::Action& action, const Progress&) override {
        deeds_.push_front(action);
        return {};
    }
    Result<void> settle() override { return inner_.settle(); }
    std::vector<std::string> last_log_lines(const state::Unit& unit, size_t count) override {
        return inner_.last_log_lines(unit, count);
    }
    void do_all() {
        for (const plan::Action& action : std::exchange(deeds_, {})) {
            std::ignore = inner_.perform(action, [](std::string_view) {});
        }
    }

private:
    Machine& inner_;
    std::deque<plan::Action> deeds_;
};

/// Never makes names durable.
class Unsettled : public Machine {
public:
    explicit Unsettled(Machine& inner) : inner_(inner) {}
    Result<void> perform(const plan::Action& action, const Progress& progress) override {
        return inner_.perform(action, progress);
    }
    std::vector<std::string> last_log_lines(const state::Unit& unit, size_t count) override {
        return inner_.last_log_lines(unit, count);
    }

private:
    Machine& inner_;
};

void unsettled(Machine& machine, Storage& storage, const Planted::Run& run) {
    Unsettled port(machine);
    run(port, storage);
}

template <class Port, class... Arguments>
Planted::Around with(Arguments... arguments) {
    return [=](Machine& machine, Storage& storage, const Planted::Run& run) {
        Port port(storage, arguments...);
        run(machine, port);
    };
}

Planted in_apply(Planted::Around around) {
    Planted planted;
    planted.apply = std::move(around);
    return planted;
}

Planted in_recovery(Planted::Around around) {
    Planted planted;
    planted.recover = std::move(around);
    return planted;
}

Planted in_both(const Planted::Around& around) {
    Planted planted;
    planted.apply = planted.recover = around;
    return planted;
}

/// The deeds of a recovery come before its record, in the order of the plan that was begun.
void forwards(Machine& machine, Storage& storage, const Planted::Run& run) {
    Forwards backwards(machine);
    class DoesThemNow : public Around {
    public:
        DoesThemNow(Storage& inner, Forwards& machine) : Around(inner), machine_(machine) {}
        Result<void> remember(const state::Deployed& deployed) override {
            machine_.do_all();
            return inner_.remember(deployed);
        }

    private:
        Forwards& machine_;
    } port(storage, backwards);
    run(backwards, port);
}

Planted nothing_is_irrevocable() {
    Planted planted;
    planted.plan = [](plan::Plan& plan) {
        for (plan::Step& step : plan.steps) step.irrevocable = false;
    };
    return planted;
}

Planted nothing_is_noted_before() {
    Planted planted;
    planted.plan = [](plan::Plan& plan) {
        for (plan::Step& step : plan.steps) step.before.clear();
    };
    return planted;
}

}  // namespace

std::vector<Mistake> mistakes() {
    using enum Mistake::Shows;
    const auto none = [](std::string_view) { return false; };
    const auto all_but_commit = [](std::string_view bytes) { return !is_commit(bytes); };
    return {
        {"a step is noted as begun after its deed", in_apply(with<LateMarks>())},
        {"nothing is synced", in_apply(with<SyncsOnly>(+none))},
        {"what is begun is not synced before the deed", in_apply(with<SyncsOnly>(&is_begin))},
        {"the commit is not synced", in_apply(with<SyncsOnly>(+all_but_commit)), when_data_is_purged},
        {"what going back needs is not kept", in_apply(with<KeepsNothing>())},
        {"what was there before is not noted", nothing_is_noted_before()},
        {"the commit comes before the generation", in_apply(with<LateGeneration>())},
        {"the journal is dropped before the record is written", in_both(with<LateRecord>())},
        {"the record claims what the journal does not know", in_apply(with<LateBegin>())},
        {"what cannot be taken back comes before the commit", nothing_is_irrevocable(), when_data_is_purged},
        {"names are not durable before the commit", in_apply(&unsettled)},
        {"names are not durable before recovery is over", in_recovery(&unsettled)},
        {"recovery goes back in the order it went", in_recovery(&forwards)},
        {"recovery drops the journal first", in_recovery(with<DropsFirst>())},
        {"recovery never drops the journal", in_recovery(with<DropsNever>())},
        {"recovery does not sync the commit it sees", in_recovery(with<BelievesWhatItSees>()), when_data_is_purged},
        {"a checksum is not verified", in_recovery(with<Unverified>()), in_flipped_bytes},
        {"each record stands there once", in_apply(with<NoTwins>()), in_flipped_bytes},
    };
}

}  // namespace nagaya::apply
