/** Zones in the order in which they are proposed where several explain the data: most populous first. */
export const WELL_KNOWN_ZONES: readonly string[] = [
  'UTC',
  ...['America/New_York', 'America/Los_Angeles', 'America/Chicago', 'America/Denver'],
  ...['Europe/London', 'Europe/Paris', 'Europe/Berlin', 'Europe/Madrid', 'Europe/Rome', 'Europe/Istanbul'],
  ...['Europe/Moscow', 'Europe/Athens', 'Europe/Helsinki', 'Europe/Lisbon'],
  ...['Asia/Shanghai', 'Asia/Tokyo', 'Asia/Kolkata', 'Asia/Singapore', 'Asia/Jakarta', 'Asia/Dubai', 'Asia/Karachi'],
  ...['Asia/Dhaka', 'Asia/Kathmandu', 'Asia/Kabul', 'Asia/Tehran', 'Asia/Yangon', 'Asia/Jerusalem', 'Asia/Riyadh'],
  ...['America/Sao_Paulo', 'America/Mexico_City', 'America/Bogota', 'America/Argentina/Buenos_Aires'],
  ...['America/Santiago', 'America/Caracas', 'America/Phoenix', 'America/Halifax', 'America/St_Johns'],
  ...['America/Anchorage', 'Pacific/Honolulu', 'Africa/Lagos', 'Africa/Cairo', 'Africa/Johannesburg'],
  ...['Africa/Nairobi', 'Africa/Casablanca', 'Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide'],
  ...['Australia/Perth', 'Pacific/Auckland'],
];
