SELECT pause_reason FROM sending
