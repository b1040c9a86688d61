// The plan in a journal: whatever stands there, reading it ends; what is read is written as it was read, and has a way back.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "plan/plan_json.hpp"
#include "plan/undo.hpp"

using namespace nagaya;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    auto read = plan::parse_plan({reinterpret_cast<const char*>(data), size});
    if (!read) return 0;
    const std::string text = plan::print_plan(*read);
    const auto again = plan::parse_plan(text);
    CHECK(again && plan::print_plan(*again) == text);
    std::set<uint32_t> begun;
    std::set<std::string> services;
    for (const plan::Step& step : read->steps) {
        if (step.id % 3 != 2) begun.insert(step.id);
        if (step.id % 2 == 0) services.insert(step.service);
    }
    const auto check = [](const plan::Plan& back) {
        for (const plan::Step& step : back.steps) {
            for (const auto* waits : {&step.after, &step.follows})
                for (const uint32_t other : *waits) CHECK(other < step.id);
        }
    };
    check(plan::undo_plan(*read, begun));
    check(plan::undo_plan(*read, begun, plan::fall_together(*read, services, begun)));
    plan::contents_to_keep(*read);
    return 0;
}
