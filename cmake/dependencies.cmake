# The libraries, each under the name our targets link.  Headers alone: CLI11, nlohmann-json, tl::expected,
# toml++.
# Debian has no libfmt.a, so the static program takes fmt from its headers.
find_package(tl-expected REQUIRED)
find_package(fmt 9 REQUIRED)
if(MODTRAIL_STATIC)
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_path(YAML_INCLUDE_DIR yaml.h REQUIRED)
find_library(YAML_LIBRARY yaml REQUIRED)
find_path(PCRE2_INCLUDE_DIR pcre2.h REQUIRED)
find_library(PCRE2_LIBRARY pcre2-8 REQUIRED)
find_package(LibLZMA REQUIRED)
find_path(ZSTD_INCLUDE_DIR zstd.h REQUIRED)
find_library(ZSTD_LIBRARY zstd REQUIRED)
find_path(SQLITE_INCLUDE_DIR sqlite3.h REQUIRED)
find_library(SQLITE_LIBRARY sqlite3 REQUIRED)

add_library(modtrail_libraries INTERFACE)
target_include_directories(modtrail_libraries SYSTEM INTERFACE
  ${YAML_INCLUDE_DIR} ${PCRE2_INCLUDE_DIR} ${ZSTD_INCLUDE_DIR} ${SQLITE_INCLUDE_DIR})
target_link_libraries(modtrail_libraries INTERFACE
  OpenSSL::Crypto ZLIB::ZLIB ${YAML_LIBRARY} ${PCRE2_LIBRARY} LibLZMA::LibLZMA ${ZSTD_LIBRARY} ${SQLITE_LIBRARY} $<$<BOOL:${MODTRAIL_STATIC}>:m>
  $<IF:$<BOOL:${MODTRAIL_STATIC}>,fmt::fmt-header-only,fmt::fmt>)
