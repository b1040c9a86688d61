// Checks a site written as one text, the way rules show theirs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {

/// Every finding of load, lock, lint and lower on the site, in order, without what the site allows. Holds its own sources.
struct Checked {
    Sources sources;
    std::vector<Diagnostic> findings;  ///< errors and warnings
    std::vector<Diagnostic> all;       ///< and notes
    std::string text;                  ///< as a person sees them

    std::vector<std::string> codes() const;
    /// The findings with that code.
    std::vector<Diagnostic> of(std::string_view code) const;
    /// What is marked by the only finding with that code; "(n findings)" otherwise.
    std::string marked(std::string_view code) const;
};

/// Fills `checked` with what is found on the site without stages.
void check_example(std::string_view example, Checked& checked);

/// The same of files that are taken apart already.
void check_files(const Example& files, Checked& checked);

/// A site of one host `mouse` that runs the services named, and whatever follows.
std::string site_with(std::string_view services, std::string_view rest);

/// services/<service>/<service>.container with an image, [Install], and more lines of [Container].
std::string container(std::string_view service, std::string_view lines = "");

}  // namespace nagaya::lint
