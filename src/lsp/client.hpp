// What was agreed on with the client at `initialize`.
#pragma once

#include <string>

#include "lsp/documents.hpp"

namespace nagaya::lsp {

/// Everything that it did not say it can is off.
struct Client {
    bool watches_files = false;        ///< tells of files that change on disk, when asked
    bool versioned_edits = false;      ///< takes edits that say of which version of a document they are
    bool related_information = false;  ///< shows further places of a finding
    bool tags = false;                 ///< shows what is unnecessary or deprecated as such
    bool code_descriptions = false;    ///< shows a link at a finding's code
    Encoding encoding = Encoding::utf16;
    std::string rule_pages = {};  ///< URL of the page of all rules; "" = there is none. Ours, not the client's
};

/// Of ClientCapabilities.
Client client_from(const Json& capabilities);

}  // namespace nagaya::lsp
