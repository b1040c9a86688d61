#include "state/content.hpp"

#include <utility>

#include "base/check.hpp"
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

Content Content::named(std::string digest, bool secret) {
    Content content;
    content.digest_ = std::move(digest);
    content.bytes_ = nullptr;
    content.secret_ = secret;
    return content;
}

bool Content::fill(std::string bytes) {
    if (sha256(bytes) != digest_) return false;
    bytes_ = std::make_shared<const std::string>(std::move(bytes));
    return true;
}

const std::string& Content::bytes_to_write() const {
    CHECK(bytes_);
    return *bytes_;
}

std::string_view Content::text_for_people() const { return secret_ ? std::string_view("(secret)") : bytes_to_write(); }

}  // namespace nagaya::state
