// What @@NAME@@ means.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "lower/images.hpp"
#include "model/site.hpp"

namespace nagaya::lower {

using NameTable = std::map<std::string, std::string, std::less<>>;

/// "le-email" → "LE_EMAIL".
std::string variable_name(std::string_view name);

/// The variables all services of a host share; made once.
class HostVariables {
public:
    /// `services` are those that the host runs.
    HostVariables(const model::Site& site, const model::Host& host, const std::vector<const model::Service*>& services,
                  ImageKeys& images);

    NameTable built_in;  ///< INSTALL_ROOT, PORT_<SERVICE>_<NAME>, IMAGE_<N>, …
    NameTable declared;  ///< defaults, the site's [vars], the host's [vars]; the later wins
};

/// The variables of one service: its own built-ins, the host's built-ins, its own [vars], the host's; the first that knows
/// the name wins.
class ServiceVariables {
public:
    ServiceVariables(const HostVariables& host, const model::Site& site, const model::Service& service,
                     const model::AccountIds& ids, ImageKeys& images);

    std::optional<std::string> find(std::string_view name) const;
    /// Every known name, sorted.
    std::vector<std::string> names() const;

    /// `text` with its placeholders replaced; nothing, and an error at each place, if one has no value. `file` is the text's
    /// file: places are counted from its beginning.
    std::optional<std::string> expand_file(std::string_view text, FileId file, Report& report) const;
    /// The same for a text whose placeholders are all reported at `at`.
    std::optional<std::string> expand(std::string_view text, Span at, Report& report) const;
    /// The same without reports: what has no value stays.
    std::string expand_known(std::string_view text) const;

private:
    std::optional<std::string> expand_at(std::string_view text, Report& report, const auto& place_of) const;

    const HostVariables& host_;
    NameTable built_in_;
    NameTable declared_;
};

}  // namespace nagaya::lower
