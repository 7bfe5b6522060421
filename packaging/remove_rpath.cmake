# cmake -D file=FILE -P remove_rpath.cmake: takes the folders out of a program or library where it looks for others.
file(RPATH_REMOVE FILE "${file}")
