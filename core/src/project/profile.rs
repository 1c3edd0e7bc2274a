//! Regulatory profiles as dated data: limits, windows, warnings, bans and withholding tables.
//! Nothing here is legal advice; a profile names its source and the days it is valid.
