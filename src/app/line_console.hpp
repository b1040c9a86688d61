// A console whose lines carry a name in front, for several that write to one.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "app/console.hpp"

namespace nagaya::app {

/// What consoles of several threads write to: `base` gets one call at a time.
struct SharedConsole {
    Console& base;
    std::mutex mutex;
};

/// Hands whole lines on, each behind its label. What has no line break yet waits for it, or for this object's end.
class LineConsole {
public:
    /// `shared` must outlive this. With `keep_output`, standard output is collected instead.
    LineConsole(SharedConsole& shared, std::string label, bool keep_output);
    LineConsole(const LineConsole&) = delete;
    LineConsole& operator=(const LineConsole&) = delete;
    ~LineConsole();

    /// Valid as long as this; may be used by several threads.
    Console& console() { return console_; }
    /// What was collected, and the last report.
    const std::string& kept() const { return kept_; }
    const std::string& report() const { return report_; }

private:
    using Write = std::function<void(std::string_view)>;
    void add(std::string& waiting, std::string_view text, const Write& to);
    void flush(std::string& waiting, const Write& to);

    SharedConsole& shared_;
    std::string label_;
    std::string kept_;
    std::string report_;
    std::string out_;
    std::string err_;
    Console console_;
};

}  // namespace nagaya::app
