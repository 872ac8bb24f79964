# SLOT_notice
SLOT_code
