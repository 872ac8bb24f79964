# SLOT_notice
