# Writes OUTPUT, a source file that holds the texts of INPUTS (separated by |), each under FOLDER and its name, as what
# FUNCTION of controls/built_in.h returns.
set(content "#include \"controls/built_in.h\"\n\nnamespace modtrail {\n\nstd::vector<BuiltIn> ${FUNCTION}() {\n  return {\n")
string(REPLACE "|" ";" inputs "${INPUTS}")
foreach(input IN LISTS inputs)
  get_filename_component(name "${input}" NAME)
  file(READ "${input}" text)
  string(APPEND content "      {\"${FOLDER}/${name}\", R\"built-in(${text})built-in\"},\n")
endforeach()
string(APPEND content "  };\n}\n\n}  // namespace modtrail\n")
file(WRITE "${OUTPUT}" "${content}")
