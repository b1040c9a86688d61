// The bytes of a file, named by their digest.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nagaya::state {

/// A file's content. Two are equal when their digests are. A secret's bytes never reach a printer: `text_for_people` says
/// only that it is one.
class Content {
public:
    Content() = default;
    /// Takes the bytes and names them.
    static Content of(std::string bytes);
    /// The same, for a secret.
    static Content secret(std::string bytes);

    /// A content known by its digest only, as a document names it. Its bytes come later (`fill`).
    static Content named(std::string digest, bool secret);
    /// Gives a named content its bytes; false, and nothing happens, when they have another digest.
    bool fill(std::string bytes);
    /// Are the bytes here?
    bool filled() const { return bytes_ != nullptr; }

    const std::string& digest() const { return digest_; }
    bool is_secret() const { return secret_; }
    size_t size() const { return bytes_ ? bytes_->size() : 0; }
    /// For writing the file, and for nothing else. They must be here.
    const std::string& bytes_to_write() const;
    /// The text for a diff; "(secret)" for a secret.
    std::string_view text_for_people() const;

    bool operator==(const Content& other) const { return digest_ == other.digest_; }

private:
    std::shared_ptr<const std::string> bytes_ = std::make_shared<const std::string>();
    std::string digest_;
    bool secret_ = false;
};

}  // namespace nagaya::state
