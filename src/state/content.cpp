#include "state/content.hpp"

#include <utility>

#include "base/digest.hpp"

namespace nagaya::state {

Content Content::of(std::string bytes) {
    Content content;
    content.digest_ = sha256(bytes);
    content.bytes_ = std::make_shared<const std::string>(std::move(bytes));
    return content;
}

Content Content::secret(std::string bytes) {
    Content content = of(std::move(bytes));
    content.secret_ = true;
    return content;
}

std::string_view Content::text_for_people() const { return secret_ ? std::string_view("(secret)") : *bytes_; }

}  // namespace nagaya::state
