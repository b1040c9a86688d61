#include "apply/journal.hpp"

#include "apply/frame.hpp"
#include "base/text.hpp"
#include "plan/plan_json.hpp"

namespace nagaya::apply {

namespace {

enum Kind : uint8_t { begin_kind = 1, begun_kind = 2, commit_kind = 3 };

constexpr size_t step_width = 4;
constexpr size_t number_width = 8;
// A journal has one gap for each flipped byte, and a torn tail. More is no journal, and looking on costs time.
constexpr size_t most_gaps = 64;

std::string twice(std::string frame) {
    const size_t size = frame.size();
    frame.reserve(2 * size);
    frame.append(frame.data(), size);
    return frame;
}

std::unexpected<Error> senseless(std::string_view what) {
    return fail(ErrorKind::malformed, concat("the journal of the last apply makes no sense: ", what));
}

Result<Journal> read_begin(std::string_view payload) {
    Journal journal;
    if (payload.size() < 2 * number_width) return senseless("its beginning is too short");
    journal.generation = number_at(payload, number_width);
    const uint64_t length = number_at(payload.substr(number_width), number_width);
    payload.remove_prefix(2 * number_width);
    if (length > payload.size()) return senseless("its record is longer than itself");
    journal.deployed = TRY(within("reading the journal", state::parse_deployed(payload.substr(0, length))));
    journal.plan = TRY(within("reading the journal", plan::parse_plan(payload.substr(length))));
    return journal;
}

Result<void> read_steps(std::string_view payload, const plan::Plan& plan, std::set<uint32_t>& steps) {
    if (payload.size() % step_width != 0) return senseless("half a step");
    for (; !payload.empty(); payload.remove_prefix(step_width)) {
        const auto step = static_cast<uint32_t>(number_at(payload, step_width));
        if (step >= plan.steps.size()) return senseless(concat("its plan has no step ", step));
        steps.insert(step);
    }
    return {};
}

Result<void> read_commit(std::string_view payload, Journal& journal) {
    if (payload.size() < number_width || number_at(payload, number_width) != journal.generation) {
        return senseless("it commits another generation");
    }
    journal.committed = journal.generation;
    return read_steps(payload.substr(number_width), journal.plan, journal.after_commit);
}

/// Takes in one sound frame. `binding` is "" until the first.
Result<void> take_in(const Frame& frame, std::optional<Journal>& journal, std::string& binding) {
    if (frame.version != frame_version) {
        return fail(ErrorKind::unsupported,
                    concat("the journal of the last apply has version ", unsigned{frame.version},
                           ", and this nagaya reads version ", unsigned{frame_version}, " only"));
    }
    if (!journal) {
        if (frame.kind != begin_kind) return senseless("it does not begin with a plan");
        journal = TRY(read_begin(frame.payload));
        binding = frame.checksum;
        return {};
    }
    if (frame.kind == begun_kind) return read_steps(frame.payload, journal->plan, journal->begun);
    if (frame.kind == commit_kind) return read_commit(frame.payload, *journal);
    return senseless(concat("a record of kind ", unsigned{frame.kind}));
}

}  // namespace

JournalRecords::JournalRecords(const plan::Plan& plan, const state::Deployed& deployed, uint64_t generation)
    : generation_(generation) {
    {  // A large plan is megabytes: what is not needed any more goes at once.
        const std::string record = state::print_deployed(deployed);
        std::string payload;
        add_number(payload, generation, number_width);
        add_number(payload, record.size(), number_width);
        payload += record;
        payload += plan::print_plan(plan);
        begin_ = make_frame(begin_kind, payload, "");
    }
    binding_ = read_frame(begin_, "")->checksum;
    begin_ = twice(std::move(begin_));
}

std::string JournalRecords::begun(const std::vector<uint32_t>& steps) const {
    std::string payload;
    for (const uint32_t step : steps) add_number(payload, step, step_width);
    return twice(make_frame(begun_kind, payload, binding_));
}

std::string JournalRecords::commit(const std::set<uint32_t>& steps_after) const {
    std::string payload;
    add_number(payload, generation_, number_width);
    for (const uint32_t step : steps_after) add_number(payload, step, step_width);
    return twice(make_frame(commit_kind, payload, binding_));
}

Result<std::optional<Journal>> read_journal(std::string_view bytes, size_t& sound) {
    std::optional<Journal> journal;
    std::string binding;
    size_t gaps = 0;
    sound = 0;
    for (size_t at = 0; at < bytes.size() && gaps <= most_gaps;) {
        const std::string_view rest = bytes.substr(at);
        if (const std::optional<Frame> frame = read_frame(rest, binding)) {
            TRY(take_in(*frame, journal, binding));
            at += frame->size;
        } else if (const auto twin = read_frame(rest, ""); twin && twin->checksum == binding) {
            at += twin->size;
        } else {
            ++gaps;
            at = find_frame(bytes, at + 1);
            continue;
        }
        if (gaps == 0) sound = at;
    }
    return journal;
}

}  // namespace nagaya::apply
