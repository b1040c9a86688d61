#include "base/seal.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/check.hpp"
#include "base/text.hpp"

namespace nagaya {

namespace {

constexpr std::string_view magic = "NGSEAL1\n";
constexpr size_t nonce_size = std::tuple_size_v<SealNonce>;
constexpr size_t tag_size = 16;
constexpr size_t most_bytes = size_t{1} << 30;  // OpenSSL counts in int
static_assert(seal_overhead == magic.size() + nonce_size + tag_size);

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// A cipher that knows key, nonce and name. With sound arguments these calls fail only if OpenSSL has no AES at all.
Context make_context(const SealKey& key, const unsigned char* nonce, std::string_view name, bool seals) {
    Context context(EVP_CIPHER_CTX_new());
    CHECK(context);
    CHECK(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce, seals ? 1 : 0) == 1);
    int size = 0;
    CHECK(EVP_CipherUpdate(context.get(), nullptr, &size, bytes_of(name), static_cast<int>(name.size())) == 1);
    return context;
}

}  // namespace

std::string seal(const SealKey& key, const SealNonce& nonce, std::string_view bytes, std::string_view name) {
    CHECK(bytes.size() <= most_bytes && name.size() <= most_bytes);
    const Context context = make_context(key, nonce.data(), name, true);
    std::string out(magic);
    out.append(reinterpret_cast<const char*>(nonce.data()), nonce_size);
    const size_t begin = out.size();
    out.resize(begin + bytes.size() + tag_size);
    int size = 0;
    if (!bytes.empty())
        CHECK(EVP_CipherUpdate(context.get(), bytes_of(out) + begin, &size, bytes_of(bytes),
                               static_cast<int>(bytes.size())) == 1);
    CHECK(static_cast<size_t>(size) == bytes.size());
    CHECK(EVP_CipherFinal_ex(context.get(), bytes_of(out) + begin + bytes.size(), &size) == 1 && size == 0);
    CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, bytes_of(out) + begin + bytes.size()) ==
          1);
    return out;
}

Result<std::string> open_sealed(const SealKey& key, std::string_view sealed, std::string_view name) {
    if (sealed.size() < seal_overhead || sealed.size() > most_bytes + seal_overhead || !sealed.starts_with(magic))
        return fail(ErrorKind::malformed, "this is nothing that was sealed");
    sealed.remove_prefix(magic.size());
    const Context context = make_context(key, bytes_of(sealed), name, false);
    sealed.remove_prefix(nonce_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    sealed.remove_suffix(tag_size);
    std::string out(sealed.size(), '\0');
    int size = 0;
    if (!sealed.empty())
        CHECK(EVP_CipherUpdate(context.get(), bytes_of(out), &size, bytes_of(sealed),
                               static_cast<int>(sealed.size())) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1);
    unsigned char rest[16];
    // The one step that says whether any of it is true; nothing of `out` is used before.
    if (EVP_CipherFinal_ex(context.get(), rest, &size) != 1)
        return fail(ErrorKind::malformed, "what was sealed has been changed, or was sealed with another key");
    return out;
}

}  // namespace nagaya
