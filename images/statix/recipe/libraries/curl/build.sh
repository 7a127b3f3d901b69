# shellcheck shell=bash
# Needs OpenSSL, zlib, zstd, brotli and nghttp2.
# CA certificates: no file or folder is compiled in. Then curl leaves it to OpenSSL, whose default is the
# store of the machine the program runs on and which obeys SSL_CERT_FILE and SSL_CERT_DIR; a file
# compiled in that is not there would be an error, and these variables would do nothing.
# Unity: many files per compiler run, as curl's own CI does; each run reads the same headers.
cmake_library . -DCMAKE_UNITY_BUILD=ON -DBUILD_CURL_EXE=OFF -DBUILD_STATIC_LIBS=ON -DBUILD_LIBCURL_DOCS=OFF -DBUILD_MISC_DOCS=OFF -DENABLE_CURL_MANUAL=OFF \
  -DCURL_USE_OPENSSL=ON -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none -DCURL_CA_FALLBACK=ON \
  -DCURL_ZLIB=ON -DCURL_ZSTD=ON -DCURL_BROTLI=ON -DUSE_NGHTTP2=ON -DENABLE_THREADED_RESOLVER=ON \
  -DUSE_LIBIDN2=OFF -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF -DCURL_DISABLE_LDAP=ON -DCURL_DISABLE_LDAPS=ON
