"""What every page of the site has, whatever it is about.

record      the typed record of a page: fields with help, and their JSON
respond     from a view to two addresses: the page and its JSON twin
signposts   typed links in the headers of an answer (FAIR Signposting)
addresses   the address of something, or nothing where there is no such page
errors      pages and JSON for what cannot be answered, in one shape
site        what stands around each page: navigation, snapshot, version
paging      long lists in parts
security    headers, and that the public only reads
"""
